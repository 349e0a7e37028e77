// What torch 2.14.1's constructors take and refuse, written down from torch/optim/*.py and lr_scheduler.py: a row for
// each argument of each class, with values of every kind that a script may hand it. `%` stands for the value; values
// are separated by blanks, or by ';' where one has blanks.
#include "scene/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct Row {
    const char *call, *takes, *refuses;
} Row;

#define NO_NUMBERS " None 'x' '' 'inf' [0.1] (0.1,) [] lambda:1"
#define POSITIVE                                                                                                       \
    "0 1 0.0 -0.0 1e-3 10**-3 1/3 1_0.5 .5 5. 1e300 1e-320 True False inf math.inf float('inf') (0.1) int(3.7) "       \
    "max(1,2)"
#define NEGATIVE " -1 -1e-9 -0.5 float('-inf') -float('inf') -math.inf -np.inf"
#define ANYTHING POSITIVE NEGATIVE
#define FLAGS    "True False 0 1 None '' 'x' [] [0] -1 0.5"

static const Row optimizers[] = {
    {"SGD(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"SGD(%)", POSITIVE, "'x' -1 -math.inf float('-inf')"},
    {"SGD(p, %)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"SGD(lr=0.1, momentum=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"SGD(lr=0.1, dampening=%)", ANYTHING, "'x' [1]"},
    {"SGD(lr=0.1, weight_decay=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"SGD(lr=0.1, momentum=0.9, nesterov=%)", FLAGS, ""},
    {"SGD(lr=0.1, nesterov=%)", "False 0 None [] ''", "True 1 'x' [0]"},
    {"SGD(lr=0.1, momentum=0.9, dampening=0.1, nesterov=%)", "False 0 None", "True 1"},
    {"SGD(lr=0.1, %=True)", "maximize foreach differentiable fused", "capturable amsgrad decoupled_weight_decay"},
    {"SGD(0.1, 0.9, 0, 0, %)", "False True", "maximize=True,foreach=True,0 *,1"},
    {"SGD(0.1, 0.9, 0, 0, False, %)", "maximize=True fused=True", "True False None"},
    {"SGD(lr=0.1, fused=True, %=True)", "maximize", "foreach differentiable"},

    {"Adam(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adam(betas=%)", "(0.9,0.999) [0.9,0.999] (0.0,0.0) (1e-3,1/3) (1/2,2**-1) (0.9,float(0))",
     "(0,0.999) (0.9,0) (0,0) (1,0.9) (0.9,1) (1.0,0.9) (0.9,1.0) (-0.1,0.9) (0.9,-0.1) 0.9 (0.9,) None 'x' "
     "(False,0.9) "
     "('0.9','0.9') (None,0.9) (1//2,0.9)"},
    {"Adam(eps=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adam(weight_decay=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adam(amsgrad=%)", FLAGS, ""},
    {"Adam(%=True)", "amsgrad foreach maximize capturable differentiable fused decoupled_weight_decay",
     "nesterov centered weight_decays"},
    {"Adam(0.1, (0.9, 0.99), 1e-8, 0, %)", "True False", "True,True"},

    {"AdamW(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"AdamW(betas=%)", "(0.9,0.999) (0.0,0.9)", "(0,0.999) (0.9,0) (0.9,1.0) (-0.1,0.9)"},
    {"AdamW(weight_decay=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"AdamW(%=True)", "amsgrad maximize foreach capturable differentiable fused", "decoupled_weight_decay nesterov"},

    {"NAdam(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"NAdam(betas=%)", "(0,0.999) (0.9,0) (0,0) (False,0.5) (0.9,0.9)", "(1,0.9) (0.9,1) (-0.1,0.9) 0.9"},
    {"NAdam(momentum_decay=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"NAdam(%=True)", "decoupled_weight_decay foreach maximize capturable differentiable", "fused amsgrad"},
    {"NAdam(0.1, (0.9, 0.99), 1e-8, 0, 4e-3, %)", "True maximize=True", "False,True"},

    {"RAdam(betas=%)", "(0,0.999) (0.9,0)", "(1,0.9) (0.9,1.0)"},
    {"RAdam(eps=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"RAdam(%=True)", "decoupled_weight_decay foreach maximize capturable differentiable", "fused amsgrad"},

    {"Adamax(betas=%)", "(0,0.999) (0.9,0)", "(1,0.9) (0.9,1.0)"},
    {"Adamax(%=True)", "foreach maximize capturable differentiable", "fused decoupled_weight_decay amsgrad"},
    {"Adamax(0.1, (0.9, 0.99), 1e-8, 0, %)", "True None maximize=True", "None,True"},

    {"SparseAdam(lr=%)", "1e-3 1 True inf", "0 0.0 -1 None 'x'"},
    {"SparseAdam(eps=%)", "1e-3 1", "0 0.0 -1"},
    {"SparseAdam(betas=%)", "(0,0.999) (0.9,0)", "(1,0.9)"},
    {"SparseAdam(0.1, (0.9, 0.99), 1e-8, %)", "True False", "True,True"},
    {"SparseAdam(%)", "maximize=True", "weight_decay=0.1 foreach=True"},

    {"Adagrad(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adagrad(lr_decay=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adagrad(initial_accumulator_value=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adagrad(eps=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adagrad(%=True)", "foreach maximize differentiable fused", "capturable"},
    {"Adagrad(0.1, 0, 0, 0, 1e-10, %)", "None maximize=True", "None,True"},

    {"Adadelta(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adadelta(rho=%)", "0 1 0.0 1.0 0.5 True 1/3", "-0.1 1.1 2 inf None 'x'"},
    {"Adadelta(eps=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adadelta(%=True)", "foreach maximize capturable differentiable", "fused"},

    {"RMSprop(alpha=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"RMSprop(momentum=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"RMSprop(centered=%)", FLAGS, ""},
    {"RMSprop(%=True)", "foreach maximize capturable differentiable", "fused nesterov"},
    {"RMSprop(0.1, 0.9, 1e-8, 0, 0, False, %)", "False,None,True,False", "False,None,True,False,1"},

    {"Rprop(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Rprop(etas=%)", "(0.5,1.2) [0.5,1.2] (1e-3,2) (0.5,inf) (1/3,4/3)",
     "(0,1.2) (1,1.2) (0.5,1) (1.2,0.5) (-0.5,1.2) 0.5 (0.5,) None 'x'"},
    {"Rprop(step_sizes=%)", "(1e-6,50) (0,0) (5,1) (-1,1) [1e-6,50] (0.1,inf)", "0.5 'x'"},
    {"Rprop(%=True)", "foreach maximize capturable differentiable", "fused weight_decay"},

    {"ASGD(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"ASGD(lambd=%)", ANYTHING, "'x'"},
    {"ASGD(alpha=%)", ANYTHING, "'x'"},
    {"ASGD(t0=%)", ANYTHING, "'x'"},
    {"ASGD(weight_decay=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"ASGD(0.1, 1e-4, 0.75, 1e6, 0, %)", "None,True,False,False foreach=True", "None,True,False,False,1 fused=True"},

    {"Adafactor(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"Adafactor(beta2_decay=%)", "0 -0.8 -1 False -1/3", "0.1 1 True None 'x'"},
    {"Adafactor(eps=%)", "(None,1e-3) (0,0) (1e-8,1) [None,0.1]", "(-1,1e-3) (None,-1) (None,None) 1e-3 None"},
    {"Adafactor(d=%)", "1 1.0 2.5 True inf", "0 0.9 -1 None"},
    {"Adafactor(%=True)", "foreach maximize", "fused capturable differentiable amsgrad"},

    {"LBFGS(lr=%)", POSITIVE, NO_NUMBERS NEGATIVE},
    {"LBFGS(max_iter=%)", "1 20 0 -1 True 20.0 2.5 0.5 -0.5 -math.inf int(5.5)", "None 'x' [1]"},
    {"LBFGS(max_eval=%)", "None 1 25 0 -1 2.5 1/3 -math.inf", "'x'"},
    {"LBFGS(tolerance_grad=%)", ANYTHING, "'x' None"},
    {"LBFGS(history_size=%)", "1 100 0 -2 True", "None 'x' 100.0 2.5 1e2 inf"},
    {"LBFGS(line_search_fn=%)", "None 'strong_wolfe' 'armijo' '' 5", ""},
    {"LBFGS(%)", "1,20,None,1e-7,1e-9,100,None maximize=True",
     "1,20,None,1e-7,1e-9,100,None,1 foreach=True weight_decay=0"},
};

static const Row schedules[] = {
    {"StepLR(%)", "1 2.5 -3 0 True inf 10**1 1e2 int(2.5) opt,3,0.5 3,0.5,-1 step_size=3 3,last_epoch=-1.0",
     "None 'x' [3] gamma=0.5 3,0.1,0 3,last_epoch=5 3,verbose=True 3,0.1,-1,False 3,gam"},
    {"StepLR(3, gamma=%)", ANYTHING, "None 'x' [0.1]"},
    {"MultiStepLR(%)",
     "[1,2] (1,2) [] [3,1] [1,1] [1.5] [-1,0] [True] [10**1] [int(0.5*6)] range(2,9,3) list(range(3)) range(0) None",
     "3 3.5 [1],0.1,3 range(2.5)"},
    {"ConstantLR(factor=%)", "0 1 0.5 1.0 True False 1/3", "1.1 -0.1 2 inf None 'x' [0.5]"},
    {"ConstantLR(0.5, %)", "0 5 2.5 -1 True inf", "None 'x'"},
    {"LinearLR(start_factor=%)", "1 0.5 1e-9 True 1/3", "0 0.0 1.1 -0.1 False None 'x'"},
    {"LinearLR(end_factor=%)", "0 1 0.5 True False", "1.1 -0.1 None 'x'"},
    {"LinearLR(total_iters=%)", "0 5 2.5 -1 inf", "None 'x'"},
    {"ExponentialLR(gamma=%)", ANYTHING, "None 'x' [0.9]"},
    {"ExponentialLR(%)", "0.9 opt,0.9 0.9,-1", "opt 0.9,0 0.9,verbose=False"},
    {"PolynomialLR(%)", "5 2.5 0 -1 5,2.0 5,-1 5,0.5,-1 total_iters=5,power=2", "None 'x' 5,None 5,1,0"},
    {"CosineAnnealingLR(%)", "10 2.5 -3 0 inf 10,-1 10,0.1,-1 10,True", "None 'x' 10,None 10,[0] eta_min=0 10,0,3"},
    {"CosineAnnealingWarmRestarts(%)",
     "1 10 True 10**1 10//2 int(1e1) 2,1 2,3 2,True 2,1,0.5 2,1,-1 T_0=4,T_mult=2 2,1,0,-1",
     "0 -1 1.0 1e1 10/2 2.5 None '2' [2] 2,0 2,1.5 2,2.0 2,-1 2,1,None 2,1,'0' 2,None 2,1,0,0"},
    {"ReduceLROnPlateau(mode=%)", "'min' 'max'", "'MIN' 'abs' None 1 min"},
    {"ReduceLROnPlateau(factor=%)", "0 0.5 -1 1/3 False 0.999", "1 1.0 2 True inf None 'x'"},
    {"ReduceLROnPlateau(patience=%)", "0 10 2.5 -1 True inf", "None 'x'"},
    {"ReduceLROnPlateau(threshold=%)", ANYTHING, "None 'x'"},
    {"ReduceLROnPlateau(threshold_mode=%)", "'rel' 'abs'", "'x' None"},
    {"ReduceLROnPlateau(cooldown=%)", "0 3 0.5 -1", "None 'x'"},
    {"ReduceLROnPlateau(min_lr=%)", "0 0.1 -1 [0.1] (0.1,) True", "[0.1,0.2] [] None 'x'"},
    {"ReduceLROnPlateau(%)", "'max',0.5,1,1e-3,'abs',1,0,0 opt,'min' eps=-1",
     "verbose=True last_epoch=-1 'min',0.1,10,1e-4,'rel',0,0,1e-8,1"},
    {"CyclicLR(base_lr=%, max_lr=0.1)", "0.01 0 -1 [0.01] (0.01,) 1/3 True", "[0.01,0.02] [] None 'x'"},
    {"CyclicLR(0.01, %)", "0.1 [0.1] -1 0.1,2 0.1,2.5 0.1,2,3 0.1,2,None 0.1,-2 0.1,2,0 0.1,True 0.1,1/3",
     "None 'x' 0.1,None 0.1,0 0.1,0,0 0.1,0,2 0.1,2,-2 0.1,[2]"},
    {"CyclicLR(0.01, 0.1, mode=%)", "'triangular' 'triangular2' 'exp_range'", "'x' None 5 ''"},
    {"CyclicLR(0.01, 0.1, scale_fn=lambda x: 1/(1+x), mode=%)", "'triangular' 'x' None 5 ''", ""},
    {"CyclicLR(0.01, 0.1, mode=%, scale_fn=lambda x: 1/(1+x))", "'triangular' 'x' None 5 ''", ""},
    {"CyclicLR(0.01, 0.1, 2, 3, %)", "'x',1.0,lambda x: 1.0;None,1,lambda x: x,'y',False", "'x',1.0,None;'x'"},
    {"CyclicLR(0.01, 0.1, scale_mode=%)", "'cycle' 'iterations' 'x' None", ""},
    {"CyclicLR(0.01, 0.1, scale_fn=%)", "None;lambda x: 1.0;lambda x: x", "1;'x';[lambda x: 1.0];(lambda x: 1,)"},
    {"CyclicLR(0.01, 0.1, cycle_momentum=%)", FLAGS, ""},
    {"CyclicLR(0.01, 0.1, base_momentum=%)", "0.8 [0.8] (0.8,) 0 1 -1", "[0.8,0.9] None 'x'"},
    {"CyclicLR(0.01, 0.1, %)", "last_epoch=-1", "last_epoch=0 verbose=True step_size=3"},
    {"OneCycleLR(0.1, %)",
     "10 True 10**1 10//2 total_steps=10 epochs=2,steps_per_epoch=5 None,2,5 10,-1,0 10,2.5,2.0 10,three_phase=True "
     "10,div_factor=-5",
     "10.0 0 -1 1e1 10/2 '10' [10] epochs=2 None None,2.0,5 None,2,5.0 None,0,5 None,2,-1 10,div_factor=0 "
     "10,final_div_factor=0 10,verbose=True 10,last_epoch=0 10,base_momentum=None"},
    {"OneCycleLR(%, 10)", "0.1 [0.1] (0.1,) -1 0 1/3 True", "[0.1,0.2] [] None 'x'"},
    {"OneCycleLR(0.1, 10, pct_start=%)", "0.3 0.0 1.0 1/3 float(1)", "0 1 True False 1.1 -0.1 None 'x' inf 3//10"},
    {"OneCycleLR(0.1, 10, anneal_strategy=%)", "'cos' 'linear'", "'x' 'Cos' None 1"},
    {"OneCycleLR(0.1, 10, max_momentum=%)", "0.95 [0.95] 0 1", "[0.9,0.95] None 'x'"},
    {"OneCycleLR(0.1, %)", "2 10,pct_start=0.3", "2,pct_start=0.5 10,pct_start=0.1 1,pct_start=1.0"},
    {"SWALR(%)", "0.05 [0.05] (0.05,) -1 0 0.05,0 0.05,True 0.05,5,'linear' opt,0.05 swa_lr=0.05,anneal_epochs=3",
     "[0.05,0.1] None 'x' 0.05,10.0 0.05,-1 0.05,None 0.05,5,'x' 0.05,5,None anneal_epochs=5 0.05,5,'cos',0"},
    {"LambdaLR(%)", "lambda e: 0.9**e;[lambda e: 1];(lambda e: 1,);opt, lambda e: 1;lr_lambda=lambda e: e > 3",
     "0.9;None;[];[lambda e: 1, lambda e: 2];lambda e: 1, 3;lambda: 1;lambda e: None;lambda e: 'x'"},
    {"MultiplicativeLR(%)", "lambda e: 0.9;[lambda e: 0.9]", "0.9;None;[]"},
    {"SequentialLR(%)",
     "[StepLR(2)],[];(StepLR(2),StepLR(3)),(2,);[StepLR(2),StepLR(3)],[2.5];[StepLR(2),StepLR(3)],[-2];opt,[StepLR(2)],"
     "[];"
     "schedulers=[StepLR(2)],milestones=[];[StepLR(2),StepLR(3),StepLR(4)],[4,2];[StepLR(2),StepLR(3)],[True];"
     "[StepLR(2)],[],-1",
     "[],[];StepLR(2),[];[StepLR(2),StepLR(3)],[];[StepLR(2),StepLR(3)],[2,3];[StepLR(2),StepLR(3)],2;[StepLR(2)];"
     "[StepLR(2),3],[2];[StepLR(2),ReduceLROnPlateau()],[2];[StepLR(2)],None;[StepLR(2),StepLR(3)],None;[StepLR(2)],[],"
     "verbose=True"},
    {"ChainedScheduler(%)",
     "[StepLR(2)];(StepLR(2),ExponentialLR(0.9));[StepLR(2)],opt;[StepLR(2)],optimizer=opt;schedulers=[StepLR(2)]",
     "[];StepLR(2);[ReduceLROnPlateau()];[StepLR(2),3];[StepLR(2)],opt,1;[StepLR(2)],last_epoch=-1;None"},
};

static bool takes(const char *prefix, const char *call, const char *value, size_t length, Error *error)
{
    char text[400];
    Racer racer;
    const char *hole = strchr(call, '%');
    snprintf(text, sizeof text, "%s%.*s%.*s%s", prefix, (int)(hole - call), call, (int)length, value, hole + 1);
    error->text[0] = '\0';
    return spec_read(text, &racer, error);
}

static int check_values(const char *prefix, const char *call, const char *values, bool right)
{
    int wrong = 0;
    const char *separator = strchr(values, ';') ? ";" : " ";
    for (const char *at = values; *at;) {
        size_t length = strcspn(at, separator);
        Error error;
        if (length && takes(prefix, call, at, length, &error) != right) {
            print_error("%s with %.*s is %s\n", call, (int)length, at, right ? error.text : "taken");
            wrong++;
        }
        at += length + (at[length] != '\0');
    }
    return wrong;
}

static void check_rows(const char *prefix, const Row *rows, size_t n)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        wrong += check_values(prefix, rows[i].call, rows[i].takes, true);
        wrong += check_values(prefix, rows[i].call, rows[i].refuses, false);
    }
    assert_int_equal(wrong, 0);
}

static void test_optimizers(void **state)
{
    (void)state;
    check_rows("", optimizers, sizeof optimizers / sizeof *optimizers);
}

static void test_schedules(void **state)
{
    (void)state;
    check_rows("SGD(lr=0.1, momentum=0.5) | ", schedules, sizeof schedules / sizeof *schedules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_optimizers), cmocka_unit_test(test_schedules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
