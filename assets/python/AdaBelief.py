import torch


class AdaBelief(torch.optim.Optimizer):
    """Adam that divides by how far gradients stray from their mean (Zhuang et al. 2020)."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, maximize=False):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize))

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            value = closure()
        for group in self.param_groups:
            (beta1, beta2), eps = group["betas"], group["eps"]
            for p in group["params"]:
                g = -p.grad if group["maximize"] else p.grad
                p.mul_(1 - group["lr"] * group["weight_decay"])
                state = self.state[p]
                t = state["step"] = state.get("step", 0) + 1
                m = state.setdefault("exp_avg", torch.zeros_like(p))
                s = state.setdefault("exp_avg_var", torch.zeros_like(p))
                m.mul_(beta1).add_(g, alpha=1 - beta1)
                s.mul_(beta2).addcmul_(g - m, g - m, value=1 - beta2).add_(eps)
                p.sub_(group["lr"] * m / (1 - beta1**t) / ((s / (1 - beta2**t)).sqrt() + eps))
        return value
