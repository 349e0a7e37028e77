// Numbers as a reader wants them: a real minus, real superscripts (9.55·10⁻²), as many digits as mean something.
#ifndef RAVINE_PICTURE_DRAW_FORMAT_H
#define RAVINE_PICTURE_DRAW_FORMAT_H

#include <stddef.h>

enum { FORMAT_MAX = 48 };

typedef struct Number {
    char text[FORMAT_MAX];
} Number;

Number format_loss(double value);                    // 3 significant digits: "2.76", "9.55·10⁻²", "∞", "0"
Number format_digits(double value, int digits);      // likewise with so many significant digits, [1, 6]
double format_quiet(double value, double scale);     // 0, where it is rounding noise of values of that size
Number format_value(double value);                   // of a slider: "0.0500" -> "0.05", "1e−8"
Number format_coordinate(double value, double span); // as many decimals as span shows
Number format_tick(double value, double step);       // as many decimals as step has
Number format_power(int exponent);                   // "10⁻³"
Number format_set(double value);                     // as format_value, but "2·10⁻⁷" and "10⁻²⁶"

// digit·10ᵏ on a logarithmic axis whose numbers are of the powers from..to: all of one axis are written out ("0.05"),
// or all with their powers ("5·10⁻⁷").
Number format_decade(int digit, int power, int from, int to);
Number format_count(double value);                   // "12 000"
Number format_speed(double steps_per_second);        // "60 steps/s", "a step in 2 s"

// The formula as mathematics: minus signs, superscripts for small powers, · or nothing for *, Greek names,
// indices of names of one letter below them (x1 is x₁).
void format_formula(const char *formula, char *text, size_t size);

// A name in it: "x₁", "θ₀".
Number format_name(const char *name);

#endif
