"""The training step of bench/peers/denseLoss.ts in PyTorch."""

import math
import re

import torch

from torchServing import array, serve

CONTRACTING = re.compile(r"block\d+\.(layer0\.weight_z|output\.weight)$")
HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


class Step:
    """All parameters are views of one vector, so that masks and Adam are a few operations whatever the model."""

    def __init__(self, work):
        setting = work["setting"]
        self.latents, self.observed = setting["latents"], setting["observed"]
        self.batch, self.blocks = setting["batch"], setting["blocks"]
        self.coefficient, self.structured = setting["coefficient"], setting["structured"]
        self.rate = work["rate"]
        self.names = [one["name"] for one in work["parameters"]]
        self.shapes = [tuple(one["shape"]) for one in work["parameters"]]
        self.sizes = [rows * columns for rows, columns in self.shapes]
        self.sharpness = torch.tensor(
            [sum(self.sizes[:i]) for i, name in enumerate(self.names) if name.endswith("sharpness")]
        )
        self.sharpened = [name for name in self.names if name.endswith("sharpness")]
        self.contracting = [name for name in self.names if CONTRACTING.search(name)]
        self.mask = torch.cat(
            [
                array(one["mask"], -1) if one["mask"] else torch.ones(size)
                for one, size in zip(work["parameters"], self.sizes)
            ]
        )
        self.first = self.flat([one["values"] for one in work["parameters"]])
        self.x = array(work["x"], (self.observed, self.batch))
        if self.structured:
            self.order = parents_first(self.named(self.mask)["encoder.affine.weight_z"])
            self.back = torch.argsort(self.order)
            self.identity = torch.eye(self.latents)
        self.reset()

    def flat(self, texts):
        return torch.cat([array(text, -1) for text in texts])

    def named(self, flat):
        parts = torch.split(flat, self.sizes)
        return {name: part.view(shape) for name, part, shape in zip(self.names, parts, self.shapes)}

    def reset(self):
        torch.manual_seed(1)
        self.parameters = self.first.clone().requires_grad_()
        self.vectors = None
        self.adam = torch.optim.Adam([self.parameters], lr=self.rate)

    def power_iteration(self, p):
        with torch.no_grad():
            if self.vectors is None:
                self.vectors = {name: torch.ones(p[name].shape[1]) for name in self.contracting}
            sides = {}
            for name in self.contracting:
                weight = p[name]
                left = torch.nn.functional.normalize(torch.mv(weight, self.vectors[name]), dim=0)
                right = torch.nn.functional.normalize(torch.mv(weight.t(), left), dim=0)
                self.vectors[name] = right
                sides[name] = (left, right)
        return sides

    def loss(self, eps):
        p = self.named(self.parameters * self.mask)
        sides = self.power_iteration(p)
        beta = dict(zip(self.sharpened, torch.nn.functional.softplus(self.parameters[self.sharpness])))

        def normalized(name):
            left, right = sides[name]
            sigma = torch.dot(left, torch.mv(p[name], right))
            return p[name] / torch.clamp(sigma / self.coefficient, min=1)

        def standard_normal(u):
            return torch.sum(u * u) * (-0.5 / self.batch) - HALF_LOG_TWO_PI * self.latents

        def hidden(name, parts):
            a = p[f"{name}.layer0.bias"]
            for weight, inputs in parts:
                a = torch.addmm(a, weight, inputs)
            y = a * beta[f"{name}.layer0.sharpness"]
            return a, y, torch.sigmoid(y)

        def block(name, z, context):
            w1, w2 = normalized(f"{name}.layer0.weight_z"), normalized(f"{name}.output.weight")
            parts = [(w1, z)]
            if f"{name}.layer0.weight_x" in p:
                parts.append((p[f"{name}.layer0.weight_x"], context))
            a, y, s = hidden(name, parts)
            # The 1 / 1.1 of LipSwish goes into the small matrix.
            shrunk = w2 / 1.1
            out = z + torch.addmm(p[f"{name}.output.bias"], shrunk, a * s)
            slope = torch.addcmul(s, y * s, 1 - s)
            diagonal = 1 + torch.mm(shrunk * w1.t(), slope)
            return out, torch.sum(torch.log(diagonal))

        def head(name, parts):
            def present(prefix):
                return [(p[f"{prefix}_{k}"], v) for k, v in parts.items() if f"{prefix}_{k}" in p]

            a, _, s = hidden(name, present(f"{name}.layer0.weight"))
            value = a * s / 1.1
            mu = torch.addmm(p[f"{name}.mean.bias"], p[f"{name}.mean.weight"], value)
            for weight, inputs in present(f"{name}.straight.weight"):
                mu = torch.addmm(mu, weight, inputs)
            return mu, torch.addmm(p[f"{name}.log_scale.bias"], p[f"{name}.log_scale.weight"], value)

        x = self.x
        if self.structured:
            scale = p["encoder.affine.log_scale"]
            r = torch.exp(scale) * eps + p["encoder.affine.bias"]
            if "encoder.affine.weight_x" in p:
                r = torch.addmm(r, p["encoder.affine.weight_x"], x)
            lower = self.identity - p["encoder.affine.weight_z"][self.order][:, self.order]
            z = torch.linalg.solve_triangular(lower, r[self.order], upper=False, unitriangular=True)[self.back]
            log_posterior = standard_normal(eps) - torch.sum(scale)
            for t in range(self.blocks):
                z, log_det = block(f"encoder.block{t}", z, x)
                log_posterior = log_posterior - log_det / self.batch
            y = z
            log_prior = -torch.sum(p["prior.affine.log_scale"])
            for t in range(self.blocks):
                y, log_det = block(f"prior.block{t}", y, x)
                log_prior = log_prior + log_det / self.batch
            shifted = torch.addmm(y + p["prior.affine.bias"], p["prior.affine.weight_z"], y)
            if "prior.affine.weight_x" in p:
                shifted = torch.addmm(shifted, p["prior.affine.weight_x"], x)
            log_prior = log_prior + standard_normal(torch.exp(-p["prior.affine.log_scale"]) * shifted)
        else:
            mu, s = head("encoder", {"x": x})
            z = mu + torch.exp(s) * eps
            log_posterior = standard_normal(eps) - torch.sum(s) / self.batch
            log_prior = standard_normal(z)
        mu, s = head("decoder", {"z": z, "x": x})
        residual = (x - mu) * torch.exp(-s)
        squares = torch.sum(residual * residual) * (-0.5 / self.batch) - HALF_LOG_TWO_PI * self.observed
        return log_posterior - (squares - torch.sum(s) / self.batch) - log_prior

    def step(self):
        self.adam.zero_grad(set_to_none=True)
        loss = self.loss(torch.randn(self.latents, self.batch))
        loss.backward()
        self.adam.step()
        return loss

    def loss_at(self, noise, values):
        before, vectors = self.parameters, self.vectors
        self.parameters, self.vectors = self.flat(values), None
        with torch.no_grad():
            loss = self.loss(array(noise, (self.latents, self.batch))).item()
        self.parameters, self.vectors = before, vectors
        return loss


def parents_first(mask):
    """Rows of a strictly triangular mask so that every row comes after those that it reads."""
    left, order = list(range(len(mask))), []
    while left:
        ready = [row for row in left if not any(mask[row, other] for other in left)]
        order.extend(ready)
        left = [row for row in left if row not in ready]
    return torch.tensor(order)


serve(Step)
