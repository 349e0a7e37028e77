import torch


class KerasAdagrad(torch.optim.Optimizer):
    """keras.optimizers.Adagrad: epsilon under the root of a sum that starts above zero."""

    def __init__(self, params, lr=0.001, initial_accumulator_value=0.1, eps=1e-07, weight_decay=0):
        start = initial_accumulator_value
        super().__init__(params, dict(lr=lr, initial_accumulator_value=start, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            for p in group["params"]:
                p.sub_(p * group["weight_decay"] * group["lr"])
                g = p.grad
                start = torch.full_like(p, group["initial_accumulator_value"])
                total = self.state[p].setdefault("accumulator", start)
                total.add_(g * g)
                p.sub_(group["lr"] * g / (total + group["eps"]).sqrt())
        return value
