import torch


class Yogi(torch.optim.Optimizer):
    """Adam whose second moment moves by no more than the squared gradient (Zaheer et al. 2018)."""

    def __init__(self, params, lr=0.01, betas=(0.9, 0.999), eps=0.001, initial_accumulator_value=0, weight_decay=0,
                 maximize=False):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize,
                                      initial_accumulator_value=initial_accumulator_value))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                g = g + group["weight_decay"] * p
                state = self.state[p]
                m = state.setdefault("exp_avg", torch.zeros_like(p))
                v = state.setdefault("exp_avg_sq", torch.full_like(p, group["initial_accumulator_value"]))
                m.mul_(beta1).add_(g, alpha=1 - beta1)
                v.sub_((1 - beta2) * torch.sign(v - g * g) * g * g)
                p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))
        return value
