"""A training step of a graphical flow as a density in PyTorch.

The conditioners are masked dense layers, and splines search and gather their bins, as flows in PyTorch do it.
"""

import math

import torch
from torch.nn.functional import linear, pad, softplus

from torchServing import array, serve

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)
SLOPES = math.log(1000)


def bent(value, most):
    return value / (1 + torch.abs(value) / most)


def affine(y, theta):
    shift, scale = theta.unbind(-1)
    a = bent(scale, 7)
    return shift + torch.exp(a) * y, a


def spline(bins, bound):
    def transform(y, theta):
        widths, heights, slopes = theta.split((bins, bins, bins - 1), -1)

        def knots(logits):
            shares = torch.softmax(bent(logits, SLOPES / 2), -1)
            return bound * (2 * pad(torch.cumsum(shares, -1), (1, 0)) - 1)

        across, up = knots(widths), knots(heights)
        steep = pad(torch.exp(bent(slopes, SLOPES)), (1, 1), value=1.0)
        after = torch.searchsorted(across, y[..., None])
        inside = ((after > 0) & (after <= bins)).squeeze(-1)
        k = torch.clamp(after - 1, 0, bins - 1)

        def ends(values):
            return values.gather(-1, k).squeeze(-1), values.gather(-1, k + 1).squeeze(-1)

        (x0, x1), (y0, y1), (d0, d1) = ends(across), ends(up), ends(steep)
        slope = (y1 - y0) / (x1 - x0)
        xi = inside * (y - x0) / (x1 - x0)
        q = xi * (1 - xi)
        below = slope + (d0 + d1 - 2 * slope) * q
        image = y0 + (y1 - y0) * (slope * xi**2 + d0 * q) / below
        jacobian = slope**2 * (2 * slope * q + d0 * (1 - xi) ** 2 + d1 * xi**2) / below**2
        return torch.where(inside, image, y), inside * torch.log(jacobian)

    return transform


class Step:
    """Either every layer has its own parameters and multiplies its weights by their mask, as modules do it, or (`joined`) all
    parameters are views of one vector, so that masks and Adam are a few operations whatever the model."""

    def __init__(self, work):
        self.joined = work["joined"]
        self.names = [one["name"] for one in work["parameters"]]
        self.shapes = [tuple(one["shape"]) for one in work["parameters"]]
        self.sizes = [rows * columns for rows, columns in self.shapes]
        masks = [
            array(one["mask"], shape) if one["mask"] else None
            for one, shape in zip(work["parameters"], self.shapes)
        ]
        first = [
            array(one["values"], shape if shape[1] > 1 else -1)
            for one, shape in zip(work["parameters"], self.shapes)
        ]
        if self.joined:
            ones = zip(masks, self.sizes)
            self.masks = [torch.cat([torch.ones(n) if m is None else m.flatten() for m, n in ones])]
            self.first = [torch.cat([one.flatten() for one in first])]
        else:
            self.masks, self.first = masks, first
        self.columns, self.steps, self.rate = work["columns"], work["steps"], work["rate"]
        self.x = array(work["x"], (work["batch"], self.columns))
        self.transform = affine if work["flow"] == "affine" else spline(work["bins"], work["bound"])
        self.reset()

    def named(self):
        masked = [one if mask is None else one * mask for one, mask in zip(self.parameters, self.masks)]
        if not self.joined:
            return dict(zip(self.names, masked))
        parts = torch.split(masked[0], self.sizes)
        shaped = zip(self.names, parts, self.shapes)
        return {name: part if shape[1] == 1 else part.view(shape) for name, part, shape in shaped}

    def reset(self):
        self.parameters = [one.clone().requires_grad_() for one in self.first]
        self.adam = torch.optim.Adam(self.parameters, lr=self.rate)

    def loss(self):
        p = self.named()
        y, total = self.x, 0.0
        for t in range(self.steps):
            name = f"density.step{t}"
            a = linear(y, p[f"{name}.layer0.weight_z"], p[f"{name}.layer0.bias"])
            v = a * torch.sigmoid(a * softplus(p[f"{name}.layer0.sharpness"])) / 1.1
            theta = linear(v, p[f"{name}.output.weight"], p[f"{name}.output.bias"])
            y, log_slope = self.transform(y, theta.view(len(y), self.columns, -1))
            total = total + log_slope.sum(-1)
        scale = p["density.affine.log_scale"]
        u = torch.exp(-scale) * (y + linear(y, p["density.affine.weight_z"], p["density.affine.bias"]))
        return torch.mean(0.5 * torch.sum(u * u, -1) - total) + torch.sum(scale) + HALF_LOG_TWO_PI * self.columns

    def step(self):
        self.adam.zero_grad(set_to_none=True)
        loss = self.loss()
        loss.backward()
        self.adam.step()
        return loss

    def loss_at(self):
        self.reset()
        with torch.no_grad():
            return self.loss().item()


serve(Step)
