// The built-in loss surfaces. Formulas are the literature's, to the letter where it has one; minima are closed forms,
// or were found by Newton's method in 50 digits. To add one: a row, in the order in which one would teach them. The
// tests check every claim of a row: gradient, minima, start, lr_hint.
#include "engine/loss/landscape.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))
#define MINIMA(...)                                                                                                    \
    .minima = {__VA_ARGS__}, .n_minima = sizeof((LandscapeMinimum[]){__VA_ARGS__}) / sizeof(LandscapeMinimum)
#define LOCAL .local = true
#define MOVES .local = true, .moves = true

static const Landscape landscapes[] = {
    {
        .id = "rosenbrock",
        .title = "Rosenbrock",
        .formula = "(1 - x)^2 + b*(y - x^2)^2",
        .source = "H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The "
                  "Computer Journal 3 (1960)",
        .summary = "Falling into the curved valley is easy; following it to the minimum is the work.",
        .constants = {{"b", "steepness of the valley's walls", 100, 1, 1000, .logarithmic = true}},
        .domain = {-2, 2, -1, 3},
        .start = {-1.2, 1},
        MINIMA({{1, 1}, 0}),
        .lr_hint = 0.001,
        .scale = HEIGHT_LOG,
        .log_softness = 1,
        .ceiling = 1000,
    },
    {
        .id = "quadratic",
        .title = "Quadratic bowl",
        .formula = "(x^2 + k*y^2)/2",
        .source = "B. T. Polyak, Some methods of speeding up the convergence of iteration methods (1964)",
        .summary = "The steep direction limits the learning rate, the flat one needs a large one: k is the condition "
                   "number.",
        .constants = {{"k", "condition number", 25, 1, 1000, .logarithmic = true}},
        .domain = {-4, 4, -2, 2},
        .start = {-3.6, 1.2},
        MINIMA({{0, 0}, 0}),
        .lr_hint = 0.04,
        .log_softness = 1,
        .azimuth_deg = -15,
        .elevation_deg = 52,
    },
    {
        .id = "ravine",
        .title = "Winding ravine",
        .formula = "k*(y - sin(x))^2 + slope*(x - 4)^2",
        .source = "Ravine's own, after Rosenbrock's valley",
        .summary = "A narrow gorge with bends: plain descent bounces between its walls, momentum overshoots the bends.",
        .constants = {{"k", "steepness of the walls", 10, 1, 100, .logarithmic = true},
                      {"slope", "fall of the floor", 0.05, 0.005, 0.5, .logarithmic = true}},
        .domain = {-6, 6, -3, 3},
        .start = {-5, 2.2},
        MINIMA({{4, -0.75680249530792825}, 0}), // (4, sin 4)
        .lr_hint = 0.02,
        .scale = HEIGHT_LOG,
        .log_softness = 2,
        .azimuth_deg = -8,
        .elevation_deg = 60,
    },
    {
        .id = "noisy_bowl",
        .title = "Noisy bowl",
        .formula = "(x^2 + kappa*y^2)/2 + sigma*(normal(1)*x + normal(2)*y)",
        .source = "L. Bottou, F. E. Curtis, J. Nocedal, Optimization methods for large-scale machine learning, SIAM "
                  "Review 60 (2018)",
        .summary = "The gradient carries normal noise: racers do not come to rest until the learning rate falls or the "
                   "batch grows.",
        .constants = {{"sigma", "standard deviation of the gradient's noise", 1, 0, 5, .minima_from = -INFINITY},
                      {"kappa", "condition number", 4, 1, 100, .logarithmic = true}},
        .domain = {-3, 3, -3, 3},
        .start = {-2.5, 2.1},
        MINIMA({{0, 0}, 0}),
        .lr_hint = 0.1,
        .log_softness = 1,
    },
    {
        .id = "rugged_bowl",
        .title = "Rugged bowl",
        .formula = "(x^2 + y^2)/10 + amplitude*(1 - cos(frequency*x)*cos(frequency*y))",
        .source = "Ravine's own: a bowl with an egg box laid on it",
        .summary = "The bumps are the same at every visit, unlike noise: plain descent is caught, momentum rolls over.",
        .constants = {{"amplitude", "height of the bumps", 0.2, 0, 1},
                      {"frequency", "bumps per length", 3, 1, 10, .minima_from = -INFINITY}},
        .domain = {-5, 5, -5, 5},
        .start = {-4.3, 3.4},
        MINIMA({{0, 0}, 0}, {{-0.93502728847496784, -0.93502728847496784}, 0.19666103263224503, MOVES},
               {{0.93502728847496784, -0.93502728847496784}, 0.19666103263224503, MOVES},
               {{-0.93502728847496784, 0.93502728847496784}, 0.19666103263224503, MOVES},
               {{0.93502728847496784, 0.93502728847496784}, 0.19666103263224503, MOVES},
               {{0, -1.8700545769499357}, 0.39332206526449007, MOVES},
               {{-1.8700545769499357, 0}, 0.39332206526449007, MOVES},
               {{1.8700545769499357, 0}, 0.39332206526449007, MOVES},
               {{0, 1.8700545769499357}, 0.39332206526449007, MOVES}),
        .lr_hint = 0.2,
        .log_softness = 1,
    },
    {
        .id = "plateau",
        .title = "Plateau",
        .formula = "1 - exp(-steep*(x^2 + 2*y^2)/2) + slope*(x^2 + y^2)",
        .source = "Ravine's own: a pit in a plain, like the loss of a saturated unit",
        .summary = "Far away the gradient all but vanishes: rules that divide by its size cross the plain, plain "
                   "descent crawls.",
        .constants = {{"steep", "curvature of the pit", 1, 0.2, 5, .logarithmic = true},
                      {"slope", "curvature of the plain", 0.01, 0.001, 0.1, .logarithmic = true}},
        .domain = {-5, 5, -5, 5},
        .start = {-4, 2.6},
        MINIMA({{0, 0}, 0}),
        .lr_hint = 0.5,
        .log_softness = 1,
        .azimuth_deg = -15,
        .elevation_deg = 54,
    },
    {
        .id = "saddle",
        .title = "Saddle",
        .formula = "(x^2 - y^2)/2",
        .source = "Y. N. Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional "
                  "non-convex optimization, NeurIPS (2014)",
        .summary = "The ridge leads straight to a point of zero gradient that is no minimum: who leaves it, and when?",
        .domain = {-2, 2, -2, 2},
        .start = {-1.8, -0.01},
        .lr_hint = 0.1,
        .log_softness = 1,
    },
    {
        .id = "monkey_saddle",
        .title = "Monkey saddle",
        .formula = "x^3 - 3*x*y^2",
        .source = "D. Hilbert, S. Cohn-Vossen, Geometry and the imagination (1952)",
        .summary = "Three ways down from a point where gradient and curvature vanish together.",
        .domain = {-1.5, 1.5, -1.5, 1.5},
        .start = {1.2, 0.02},
        .lr_hint = 0.001,
        .log_softness = 1,
    },
    {
        .id = "beale",
        .title = "Beale",
        .formula = "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        .source = "E. M. L. Beale, On an iterative method for finding a local minimum of a function of more than one "
                  "variable, Princeton (1958)",
        .summary = "Flat around the minimum, walls like cliffs at the corners: one learning rate does not fit both.",
        .domain = {-4.5, 4.5, -4.5, 4.5},
        .start = {1, 1.5},
        MINIMA({{3, 0.5}, 0}),
        .lr_hint = 0.005,
        .scale = HEIGHT_LOG,
        .log_softness = 1,
        .ceiling = 20000,
    },
    {
        .id = "himmelblau",
        .title = "Himmelblau",
        .formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        .source = "D. M. Himmelblau, Applied nonlinear programming (1972)",
        .summary = "Four minima, equally deep: the start and the rule decide which one is found.",
        .domain = {-5, 5, -5, 5},
        .start = {0.3, -0.6},
        MINIMA({{3, 2}, 0}, {{-2.8051180869527449, 3.131312518250573}, 0},
               {{3.5844283403304917, -1.8481265269644036}, 0}, {{-3.7793102533777469, -3.2831859912861694}, 0}),
        .lr_hint = 0.005,
        .scale = HEIGHT_LOG,
        .log_softness = 20,
    },
    {
        .id = "booth",
        .title = "Booth",
        .formula = "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        .source = "M. Jamil, X.-S. Yang, A literature survey of benchmark functions for global optimisation problems "
                  "(2013), no. 17",
        .summary =
            "A bowl whose axes are not those of the parameters: rules that scale each parameter see no difference.",
        .domain = {-10, 10, -10, 10},
        .start = {-8, 7},
        MINIMA({{1, 3}, 0}),
        .lr_hint = 0.03,
        .scale = HEIGHT_LOG,
        .log_softness = 100,
    },
    {
        .id = "matyas",
        .title = "Matyas",
        .formula = "0.26*(x^2 + y^2) - 0.48*x*y",
        .source = "M. Jamil, X.-S. Yang, A literature survey of benchmark functions for global optimisation problems "
                  "(2013), no. 71",
        .summary = "A long flat trough along the diagonal, where nearly every rule slows down.",
        .domain = {-10, 10, -10, 10},
        .start = {-8, 5},
        MINIMA({{0, 0}, 0}),
        .lr_hint = 0.5,
        .scale = HEIGHT_LOG,
        .log_softness = 5,
    },
    {
        .id = "three_hump_camel",
        .title = "Three-hump camel",
        .formula = "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
        .source = "M. Jamil, X.-S. Yang, A literature survey of benchmark functions for global optimisation problems "
                  "(2013), no. 29",
        .summary = "Two side valleys before the deepest: a little momentum is the difference.",
        .domain = {-2.2, 2.2, -2.2, 2.2},
        .start = {2.1, 1.4},
        MINIMA({{0, 0}, 0}, {{1.7475523458302889, -0.87377617291514445}, 0.29863844223685982, LOCAL},
               {{-1.7475523458302889, 0.87377617291514445}, 0.29863844223685982, LOCAL}),
        .lr_hint = 0.02,
        .log_softness = 1,
    },
    {
        .id = "six_hump_camel",
        .title = "Six-hump camel",
        .formula = "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2",
        .source = "F. H. Branin, Widely convergent method for finding multiple solutions of simultaneous nonlinear "
                  "equations (1972)",
        .summary = "Six minima at three depths, two of them the deepest.",
        .domain = {-2.1, 2.1, -1.1, 1.1},
        .start = {1.9, 1},
        MINIMA({{0.089842013100318062, -0.71265640302073963}, -1.0316284534898774},
               {{-0.089842013100318062, 0.71265640302073963}, -1.0316284534898774},
               {{-1.7036067149699808, 0.79608356867262512}, -0.21546382438371764, LOCAL},
               {{1.7036067149699808, -0.79608356867262512}, -0.21546382438371764, LOCAL},
               {{1.6071047529201972, 0.56865145488413137}, 2.1042503103112583, LOCAL},
               {{-1.6071047529201972, -0.56865145488413137}, 2.1042503103112583, LOCAL}),
        .lr_hint = 0.01,
        .log_softness = 1,
    },
    {
        .id = "goldstein_price",
        .title = "Goldstein-Price",
        .formula = "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*"
                   "(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
        .source = "A. A. Goldstein, J. F. Price, On descent from local minima, Mathematics of Computation 25 (1971)",
        .summary = "Losses over six powers of ten: gradients so unlike in size that only scaled steps keep moving.",
        .domain = {-2, 2, -2, 2},
        .start = {-1.2, 1.1},
        MINIMA({{0, -1}, 3}, {{-0.6, -0.4}, 30, LOCAL}, {{1.8, 0.2}, 84, LOCAL}, {{1.2, 0.8}, 840, LOCAL}),
        .lr_hint = 2e-6,
        .scale = HEIGHT_LOG,
        .log_softness = 10,
        .azimuth_deg = 25,
        .elevation_deg = 52,
    },
    {
        .id = "styblinski_tang",
        .title = "Styblinski-Tang",
        .formula = "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
        .source = "M. A. Styblinski, T.-S. Tang, Experiments in nonconvex optimization: stochastic approximation with "
                  "function smoothing and simulated annealing, Neural Networks 3 (1990)",
        .summary = "Four valleys around a hill; the nearest is rarely the deepest.",
        .domain = {-4.5, 4.5, -4.5, 4.5},
        .start = {4.1, 0.5},
        MINIMA({{-2.9035340277711771, -2.9035340277711771}, -78.332331407542831},
               {{2.746802770990837, -2.9035340277711771}, -64.195612359055358, LOCAL},
               {{-2.9035340277711771, 2.746802770990837}, -64.195612359055358, LOCAL},
               {{2.746802770990837, 2.746802770990837}, -50.058893310567885, LOCAL}),
        .lr_hint = 0.01,
        .log_softness = 1,
    },
    {
        .id = "mccormick",
        .title = "McCormick",
        .formula = "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
        .source = "G. P. McCormick, Applied nonlinear programming (1982); M. Jamil, X.-S. Yang (2013), no. 72",
        .summary = "A trough with two rest places, and, for whoever overshoots both, no end.",
        .domain = {-1.5, 4, -3, 4},
        .start = {3.7, 3.3},
        MINIMA({{-0.54719755119659775, -1.5471975511965977}, -1.9132229549810364}, // (1/2 - pi/3, -1/2 - pi/3)
               {{2.5943951023931955, 1.5943951023931955}, 1.2283696986087568, LOCAL}),
        .lr_hint = 0.03,
        .scale = HEIGHT_LOG,
        .log_softness = 5,
    },
    {
        .id = "rastrigin",
        .title = "Rastrigin",
        .formula = "2*A + x^2 + y^2 - A*(cos(2*pi*x) + cos(2*pi*y))",
        .source = "L. A. Rastrigin, Systems of extremal control (1974)",
        .summary = "A lattice of local minima, as in an egg box: descent ends in the pit where it began.",
        .constants = {{"A", "depth of the pits", 10, 0, 20}},
        .domain = {-5.12, 5.12, -5.12, 5.12},
        .start = {-2.45, 1.55},
        MINIMA({{0, 0}, 0}, {{0, -0.9949586376523348}, 0.99495905709329139, MOVES},
               {{-0.9949586376523348, 0}, 0.99495905709329139, MOVES},
               {{0.9949586376523348, 0}, 0.99495905709329139, MOVES},
               {{0, 0.9949586376523348}, 0.99495905709329139, MOVES},
               {{-0.9949586376523348, -0.9949586376523348}, 1.9899181141865828, MOVES},
               {{0.9949586376523348, -0.9949586376523348}, 1.9899181141865828, MOVES},
               {{-0.9949586376523348, 0.9949586376523348}, 1.9899181141865828, MOVES},
               {{0.9949586376523348, 0.9949586376523348}, 1.9899181141865828, MOVES}),
        .more_minima = true,
        .lr_hint = 0.002,
        .log_softness = 1,
        .azimuth_deg = -12,
        .elevation_deg = 60,
    },
    {
        .id = "ackley",
        .title = "Ackley",
        .formula = "-a*exp(-b*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + a + e",
        .source = "D. H. Ackley, A connectionist machine for genetic hillclimbing (1987)",
        .summary =
            "A rippled plain with a deep funnel; its lowest point is a cone's, where the gradient does not vanish.",
        .constants = {{"a", "depth of the funnel", 20, 1, 50, .logarithmic = true},
                      {"b", "narrowness of the funnel", 0.2, 0.02, 1, .logarithmic = true}},
        .domain = {-5, 5, -5, 5},
        .start = {-2.6, 1.4},
        MINIMA({{0, 0}, 0}, {{0, -0.95216654595017167}, 2.5799275570298722, MOVES},
               {{-0.95216654595017167, 0}, 2.5799275570298722, MOVES},
               {{0.95216654595017167, 0}, 2.5799275570298722, MOVES},
               {{0, 0.95216654595017167}, 2.5799275570298722, MOVES},
               {{-0.96847765870772438, -0.96847765870772438}, 3.5744518772576801, MOVES},
               {{0.96847765870772438, -0.96847765870772438}, 3.5744518772576801, MOVES},
               {{-0.96847765870772438, 0.96847765870772438}, 3.5744518772576801, MOVES},
               {{0.96847765870772438, 0.96847765870772438}, 3.5744518772576801, MOVES}),
        .more_minima = true,
        .lr_hint = 0.02,
        .log_softness = 1,
        .azimuth_deg = -15,
        .elevation_deg = 56,
    },
    {
        .id = "griewank",
        .title = "Griewank",
        .formula = "1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))",
        .source = "A. O. Griewank, Generalized descent for global optimization, Journal of Optimization Theory and "
                  "Applications 34 (1981)",
        .summary = "Minima nearly as deep as the deepest, row upon row.",
        .domain = {-10, 10, -10, 10},
        .start = {-4.9, 6.3},
        MINIMA({{0, 0}, 0}, {{3.1400226338955398, -4.4384444809207141}, 0.0073960403341150827, LOCAL},
               {{3.1400226338955398, 4.4384444809207141}, 0.0073960403341150827, LOCAL},
               {{-3.1400226338955398, -4.4384444809207141}, 0.0073960403341150827, LOCAL},
               {{-3.1400226338955398, 4.4384444809207141}, 0.0073960403341150827, LOCAL},
               {{6.2800452793799047, 0}, 0.0098646720610062134, LOCAL},
               {{-6.2800452793799047, 0}, 0.0098646720610062134, LOCAL},
               {{0, -8.8768889290956562}, 0.019719489248184803, LOCAL},
               {{0, 8.8768889290956562}, 0.019719489248184803, LOCAL},
               {{9.420067886213592, -4.4384444372010608}, 0.027125384395415616, LOCAL},
               {{9.420067886213592, 4.4384444372010608}, 0.027125384395415616, LOCAL},
               {{-9.420067886213592, -4.4384444372010608}, 0.027125384395415616, LOCAL},
               {{-9.420067886213592, 4.4384444372010608}, 0.027125384395415616, LOCAL},
               {{-6.2800452175502937, -8.8768888853745511}, 0.029584161212070008, LOCAL},
               {{-6.2800452175502937, 8.8768888853745511}, 0.029584161212070008, LOCAL},
               {{6.2800452175502937, -8.8768888853745511}, 0.029584161212070008, LOCAL},
               {{6.2800452175502937, 8.8768888853745511}, 0.029584161212070008, LOCAL}),
        .lr_hint = 0.5,
        .log_softness = 1,
        .azimuth_deg = -15,
        .elevation_deg = 58,
    },
    {
        .id = "levy",
        .title = "Lévy",
        .formula = "sin(pi*(1 + (x - 1)/4))^2 + ((x - 1)/4)^2*(1 + 10*sin(pi*(1 + (x - 1)/4) + 1)^2) + "
                   "((y - 1)/4)^2*(1 + sin(2*pi*(1 + (y - 1)/4))^2)",
        .source = "A. V. Levy, A. Montalvo, The tunneling algorithm for the global minimization of functions, SIAM "
                  "Journal on Scientific and Statistical Computing 6 (1985)",
        .summary = "Parallel gorges: easy along them, blocked across.",
        .domain = {-10, 10, -10, 10},
        .start = {-6.3, 7.9},
        MINIMA(
            {{1, 1}, 0}, {{1, -2.8906496084617133}, 0.97371159557684978, LOCAL},
            {{1, 4.8906496084617133}, 0.97371159557684978, LOCAL}, {{3.7910821904505098, 1}, 1.1604532106739116, LOCAL},
            {{3.7910821904505098, -2.8906496084617133}, 2.1341648062507613, LOCAL},
            {{3.7910821904505098, 4.8906496084617133}, 2.1341648062507613, LOCAL},
            {{1, -4.930286250610244}, 2.2242709774088094, LOCAL}, {{1, 6.930286250610244}, 2.2242709774088094, LOCAL},
            {{-4.2054349857182037, 1}, 2.4000794081802463, LOCAL}),
        .more_minima = true,
        .lr_hint = 0.05,
        .scale = HEIGHT_LOG,
        .log_softness = 10,
    },
    {
        .id = "easom",
        .title = "Easom",
        .formula = "-cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))",
        .source = "E. E. Easom, A survey of global optimization techniques, University of Louisville (1990)",
        .summary = "A needle's eye in a plain: without a gradient there is nothing to follow.",
        .domain = {-1, 7.3, -1, 7.3},
        .start = {1.75, 4.3},
        MINIMA({{3.1415926535897932, 3.1415926535897932}, -1},
               {{4.978189856741919, 4.978189856741919}, -8.1102238915700659e-5, LOCAL},
               {{4.978189856741919, 1.3049954504376675}, -8.1102238915700659e-5, LOCAL},
               {{1.3049954504376675, 4.978189856741919}, -8.1102238915700659e-5, LOCAL},
               {{1.3049954504376675, 1.3049954504376675}, -8.1102238915700659e-5, LOCAL}),
        .lr_hint = 0.2,
        .log_softness = 1,
        .azimuth_deg = -15,
        .elevation_deg = 55,
    },
    {
        .id = "double_well",
        .title = "Double well",
        .formula = "(x^2 - 1)^2 + tilt*x",
        .source = "L. D. Landau, E. M. Lifshitz, Statistical physics (1980): the energy of a two-state system",
        .summary = "One parameter, two wells: does the ball have enough momentum to cross into the deeper one?",
        .constants = {{"tilt", "how much deeper the left well is", 0.3, -1, 1}},
        .domain = {-1.8, 1.8, 0, 0},
        .start = {1.7, 0},
        MINIMA({{-1.0355787140888537, 0}, -0.30542848374391597, .moves = true},
               {{0.96014955551910552, 0}, 0.29414648102826285, MOVES}),
        .lr_hint = 0.02,
        .log_softness = 1,
    },
    {
        .id = "tilted_washboard",
        .title = "Tilted washboard",
        .formula = "1 - cos(x) - tilt*x",
        .source = "H. Risken, The Fokker-Planck equation (1989): the driven pendulum",
        .summary = "A slope of equal dips without end: plain descent rests in the first, enough momentum never rests.",
        .constants = {{"tilt", "fall per length", 0.3, 0, 1.2}},
        .domain = {-4, 22, 0, 0},
        .start = {-2.6, 0},
        MINIMA({{0.30469265401539751, 0}, -0.045346997621564902, MOVES}, // asin(tilt) + 2 pi k
               {{6.587877961194984, 0}, -1.9303025897754408, MOVES},
               {{12.87106326837457, 0}, -3.8152581819293168, MOVES},
               {{19.154248575554157, 0}, -5.7002137740831927, MOVES}),
        .lr_hint = 0.2,
        .log_softness = 1,
    },
};

int landscape_count(void)
{
    return COUNT(landscapes);
}

const Landscape *landscape_at(int i)
{
    assert(i >= 0 && i < COUNT(landscapes));
    return &landscapes[i];
}

const Landscape *landscape_find(const char *id)
{
    for (int i = 0; i < COUNT(landscapes); i++)
        if (strcmp(landscapes[i].id, id) == 0)
            return &landscapes[i];
    return NULL;
}

int landscape_dimension(const Landscape *landscape)
{
    return landscape->domain[2] < landscape->domain[3] ? 2 : 1;
}

static int minima_that_stay(const Landscape *landscape)
{
    int n = 0;
    while (n < landscape->n_minima && !landscape->minima[n].moves)
        n++;
    return n;
}

int landscape_minima(const Landscape *landscape, const double *constants, const LandscapeMinimum **minima)
{
    bool initial = true, stay = true;
    for (int i = 0; i < LANDSCAPE_CONSTANTS_MAX && landscape->constants[i].name; i++) {
        initial = initial && constants[i] == landscape->constants[i].initial;
        stay = stay && constants[i] >= landscape->constants[i].minima_from;
    }
    *minima = landscape->minima;
    return initial ? landscape->n_minima : stay ? minima_that_stay(landscape) : 0;
}
