import torch


class Lookahead(torch.optim.Optimizer):
    """Goes a part of the way that another optimizer has gone in k steps (Zhang et al. 2019)."""

    def __init__(self, optimizer, k=5, alpha=0.5):
        super().__init__(optimizer.param_groups, optimizer.defaults)
        self.param_groups = optimizer.param_groups
        self.optimizer, self.k, self.alpha, self.steps = optimizer, k, alpha, 0
        self.slow = [p.detach().clone() for group in self.param_groups for p in group["params"]]

    @torch.no_grad()
    def step(self, closure):
        value = self.optimizer.step(closure)
        self.steps += 1
        if self.steps % self.k == 0:
            fast = [p for group in self.param_groups for p in group["params"]]
            for slow, p in zip(self.slow, fast):
                slow.add_(p - slow, alpha=self.alpha)
                p.copy_(slow)
        return value
