"""What both training steps in PyTorch share: how numbers travel, how steps are timed, and how requests are answered.

Every line of standard input is a request, every line of standard output its answer, in JSON. Numbers travel as base64 of
little-endian float32. One thread.
"""

import base64
import json
import sys
import time

import torch


def array(text, shape):
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32).reshape(shape).clone()


def timed(step, milliseconds, fewest):
    timings = []
    end = time.perf_counter() + milliseconds / 1000
    while len(timings) < fewest or time.perf_counter() < end:
        start = time.perf_counter()
        last = step()
        timings.append(1000 * (time.perf_counter() - start))
    return {"timings": timings, "loss": last.item()}


def serve(prepare):
    """Answers requests with the step that `prepare` makes of the work it is given."""
    torch.set_num_threads(1)
    # Denormals would slow PyTorch down where ours avoids them.
    torch.set_flush_denormal(True)
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        kind, answer = request.pop("kind"), {}
        if kind == "hello":
            answer = {"version": torch.__version__, "python": sys.version.split()[0]}
        elif kind == "prepare":
            step = prepare(request["work"])
        elif kind == "reset":
            step.reset()
        elif kind == "round":
            answer = timed(step.step, **request)
        elif kind == "loss":
            answer = {"loss": step.loss_at(**request)}
        print(json.dumps(answer), flush=True)
