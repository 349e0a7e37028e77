// Do two PNG files show the same? compare_png [--soft] EXPECTED FOUND: exit 0 if so, 1 if not (and says where), 2 if
// one cannot be read. --soft: as drawn by other programs, whose edges and letters cover their pixels otherwise: what is
// compared is the mean about each pixel.
//
// Other drivers and font libraries draw edges a little otherwise: a pixel differs from `level` on, in one channel of
// 255; a block of SIDE x SIDE pixels if more than `share` of it differs; the pictures if BLOCKS_MOST or more blocks do,
// of large ones one in BLOCKS_EACH, or if all pixels together are off by `mean_most` on the average. A word that moved
// by a few pixels, a line that is gone or has another colour fill more blocks than that.
#include <png.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOFT = 4, SIDE = 16, BLOCKS_MOST = 2, BLOCKS_EACH = 500, CHANNELS = 3, SAID_MOST = 8 };

typedef struct Limits {
    int level;
    double share, mean_most;
} Limits;

static const Limits usual = {24, 0.08, 1.0}, soft = {32, 0.25, 1.5};

typedef struct Picture {
    int width, height;
    png_bytep pixels; // [height][width][CHANNELS]
} Picture;

static bool picture_read(Picture *picture, const char *path)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        fprintf(stderr, "%s: %s\n", path, image.message);
        return false;
    }
    image.format = PNG_FORMAT_RGB;
    picture->width = (int)image.width, picture->height = (int)image.height;
    picture->pixels = malloc(PNG_IMAGE_SIZE(image));
    if (!picture->pixels || !png_image_finish_read(&image, NULL, picture->pixels, 0, NULL)) {
        fprintf(stderr, "%s: %s\n", path, picture->pixels ? image.message : "out of memory");
        png_image_free(&image);
        return false;
    }
    return true;
}

// The largest difference of a channel; the sum of all is added to *sum.
static int pixel_difference(const Picture *a, const Picture *b, int x, int y, double *sum)
{
    size_t at = ((size_t)y * (size_t)a->width + (size_t)x) * CHANNELS;
    int most = 0;
    for (int c = 0; c < CHANNELS; c++) {
        int d = abs(a->pixels[at + (size_t)c] - b->pixels[at + (size_t)c]);
        *sum += d;
        most = d > most ? d : most;
    }
    return most;
}

// The share of a block's pixels that differ.
static double block_share(const Picture *a, const Picture *b, int left, int top, int level, double *sum)
{
    int differ = 0, all = 0;
    for (int y = top; y < top + SIDE && y < a->height; y++)
        for (int x = left; x < left + SIDE && x < a->width; x++, all++)
            differ += pixel_difference(a, b, x, y, sum) >= level;
    return (double)differ / all;
}

static bool same(const Picture *a, const Picture *b, const Limits *limits)
{
    double sum = 0.0;
    int blocks = 0;
    for (int y = 0; y < a->height; y += SIDE)
        for (int x = 0; x < a->width; x += SIDE) {
            double share = block_share(a, b, x, y, limits->level, &sum);
            if (share > limits->share && ++blocks <= SAID_MOST)
                printf("at (%d, %d): %.0f %% of %dx%d pixels differ\n", x, y, 100.0 * share, SIDE, SIDE);
        }
    int all = (a->width / SIDE) * (a->height / SIDE), most = all / BLOCKS_EACH;
    most = most > BLOCKS_MOST ? most : BLOCKS_MOST;
    double mean = sum / ((double)a->width * a->height * CHANNELS);
    if (blocks >= most || mean >= limits->mean_most)
        printf("%d blocks differ, and all pixels by %.2f of 255 on the average\n", blocks, mean);
    return blocks < most && mean < limits->mean_most;
}

// Sums of rows, or of columns: SOFT pixels on either side, those beyond the edge as the last one.
static void soften_line(const png_byte *from, png_byte *to, int n, size_t stride)
{
    for (int i = 0; i < n; i++) {
        int sum = 0;
        for (int k = i - SOFT; k <= i + SOFT; k++)
            sum += from[(size_t)(k < 0 ? 0 : k >= n ? n - 1 : k) * stride];
        to[(size_t)i * stride] = (png_byte)(sum / (2 * SOFT + 1));
    }
}

static bool soften(Picture *picture)
{
    size_t row = (size_t)picture->width * CHANNELS, size = row * (size_t)picture->height;
    png_bytep between = malloc(size);
    for (size_t y = 0; between && y < (size_t)picture->height; y++)
        for (size_t c = 0; c < CHANNELS; c++)
            soften_line(picture->pixels + y * row + c, between + y * row + c, picture->width, CHANNELS);
    for (size_t x = 0; between && x < row; x++)
        soften_line(between + x, picture->pixels + x, picture->height, row);
    free(between);
    return between;
}

int main(int argc, char **argv)
{
    Picture expected = {0}, found = {0};
    int status = 2;
    bool softly = argc == 4 && !strcmp(argv[1], "--soft");
    if (argc == 3 + softly && picture_read(&expected, argv[1 + softly]) && picture_read(&found, argv[2 + softly]) &&
        (!softly || (soften(&expected) && soften(&found)))) {
        bool sized = expected.width == found.width && expected.height == found.height;
        if (!sized)
            printf("%dx%d pixels instead of %dx%d\n", found.width, found.height, expected.width, expected.height);
        status = sized && same(&expected, &found, softly ? &soft : &usual) ? 0 : 1;
    }
    free(expected.pixels);
    free(found.pixels);
    return status;
}
