# The libraries for the browser, each from the source of its Debian package by a list of files, without its configure.
# Called by web/web.mk: below LIBRARIES there are then include/ and lib*.a.

LIBRARIES ?= build/web-libraries
SOURCE := $(LIBRARIES)/source
INCLUDE := $(LIBRARIES)/include
HERE := $(dir $(lastword $(MAKEFILE_LIST)))
EMCC ?= emcc
FLAGS := -w -msimd128 -ffp-contract=off -ffunction-sections -fdata-sections -DNDEBUG
SMALL := -Oz
Q := $(if $(V),,@)

sdl2_FOLDERS := . atomic cpuinfo dynapi events file haptic hidapi joystick loadso/dlopen locale locale/emscripten misc \
	misc/emscripten power sensor stdlib thread thread/generic timer timer/unix video video/emscripten video/yuv2rgb \
	filesystem/emscripten audio
sdl2_FILES := $(sdl2_FOLDERS:%=src/%/*.c)
sdl2_FLAGS := -DSDL_AUDIO_DISABLED=1 -DSDL_JOYSTICK_DISABLED=1 -DSDL_SENSOR_DISABLED=1 -DSDL_POWER_DISABLED=1 \
	-DSDL_RENDER_DISABLED=1 -DSDL_HAPTIC_DISABLED=1 -DSDL_LEAN_AND_MEAN=1 -DSDL_ASSERT_LEVEL=0 -I$(SOURCE)/libsdl2/include
sdl2_PACKAGE := libsdl2

ttf_FILES := SDL_ttf.c
ttf_FLAGS := -DTTF_USE_HARFBUZZ=1 -I$(SOURCE)/libsdl2/include -I$(SOURCE)/harfbuzz/src
ttf_PACKAGE := libsdl2-ttf

freetype_FILES := $(addprefix src/,autofit/autofit.c base/ftbase.c base/ftbbox.c base/ftbitmap.c base/ftdebug.c \
	base/ftglyph.c base/ftinit.c base/ftmm.c base/ftstroke.c base/ftsynth.c base/ftsystem.c base/ftlcdfil.c \
	cff/cff.c psaux/psaux.c pshinter/pshinter.c psnames/psnames.c sfnt/sfnt.c smooth/smooth.c truetype/truetype.c)
FT_LACKS := ENVIRONMENT_PROPERTIES|USE_LZW|USE_ZLIB|MAC_FONTS|SVG|ADOBE_GLYPH_LIST|GUESSING_EMBEDDED_RFORK|INCREMENTAL
TT_LACKS := EMBEDDED_BITMAPS|COLOR_LAYERS|BYTECODE_INTERPRETER|GX_VAR_SUPPORT|BDF|2|8|10|13|14
freetype_FLAGS := -DFT2_BUILD_LIBRARY
freetype_PACKAGE := freetype

harfbuzz_FILES := src/harfbuzz.cc
harfbuzz_FLAGS := -DHB_LEAN -DHB_MINI -DHB_NO_MT -DHAVE_FREETYPE -fno-exceptions -fno-rtti -fno-threadsafe-statics
harfbuzz_PACKAGE := harfbuzz

png_FILES := $(addsuffix .c,png pngerror pngget pngmem pngpread pngread pngrio pngrtran pngrutil pngset pngtrans pngwio \
	pngwrite pngwtran pngwutil)
png_FLAGS := -I$(SOURCE)/zlib
png_PACKAGE := libpng1.6

z_FILES := $(addsuffix .c,adler32 compress crc32 deflate inffast inflate inftrees trees uncompr zutil)
z_FLAGS := -DHAVE_UNISTD_H
z_LEVEL := -O2
z_PACKAGE := zlib

yaml_FILES := src/*.c
yaml_FLAGS := -DYAML_VERSION_MAJOR=0 -DYAML_VERSION_MINOR=2 -DYAML_VERSION_PATCH=5 -DYAML_VERSION_STRING='"0.2.5"' \
	-I$(SOURCE)/libyaml/include
yaml_PACKAGE := libyaml

csv_FILES := libcsv.c
csv_PACKAGE := libcsv

gif_FILES := $(addsuffix .c,egif_lib gifalloc gif_err gif_hash openbsd-reallocarray)
gif_PACKAGE := giflib

# The functions of one double that engine/elementary.c calls: those that differ where results are to be the same on every
# machine, and the others, from the same source once more.
sleef_FILES := src/libm/sleefsimddp.c src/libm/rempitab.c
sleef_FLAGS := -I$(SOURCE)/sleef/src/common -I$(SOURCE)/sleef/src/arch -I$(SOURCE)/sleef/src/libm -DDORENAME=1 \
	-DENABLE_PUREC_SCALAR=1 -DSLEEF_STATIC_LIBS=1 -fno-math-errno -fno-trapping-math
sleef_LEVEL := -O2
sleef_PACKAGE := sleef

# For the writer of PDF, which is a module of its own: their lists of files are their own makefiles'. With SIMD, clang 14
# makes of cairo's boxes such as lie elsewhere, and balls are black.
-include $(SOURCE)/pixman/pixman/Makefile.sources $(SOURCE)/cairo/src/Makefile.sources
pixman_FILES := $(addprefix pixman/,$(libpixman_sources))
pixman_FLAGS := -DPACKAGE='"pixman"' -DPIXMAN_NO_TLS -DSIZEOF_LONG=4 -DHAVE_BUILTIN_CLZ -DHAVE_FENV_H \
	-I$(SOURCE)/pixman/pixman
pixman_PACKAGE := pixman
cairo_FILES := $(addprefix src/,$(filter %.c,$(cairo_sources) $(cairo_pdf_sources) $(cairo_ft_sources)))
cairo_FLAGS := -mno-simd128 -D_GNU_SOURCE -DCAIRO_NO_MUTEX=1 -DHAVE_CXX11_ATOMIC_PRIMITIVES=1 -DHAVE_STDINT_H -DHAVE_INTTYPES_H -DHAVE_UINT64_T -DHAVE_UNISTD_H \
	-DHAVE_ZLIB -DSIZEOF_VOID_P=4 -DSIZEOF_INT=4 -DSIZEOF_LONG=4 -DSIZEOF_LONG_LONG=8 -DSIZEOF_SIZE_T=4 \
	-DHAVE_FT_LOAD_SFNT_TABLE=1 -DHAVE_FT_GLYPHSLOT_EMBOLDEN=1 -DHAVE_FT_GLYPHSLOT_OBLIQUE=1 -I$(SOURCE)/cairo/src
cairo_PACKAGE := cairo

NAMES := sdl2 ttf freetype harfbuzz png z yaml csv gif sleef pixman cairo
ARCHIVES := $(NAMES:%=$(LIBRARIES)/lib%.a)
PACKAGES := $(foreach name,$(filter-out sleef,$(NAMES)),$($(name)_PACKAGE)) sleef/sid

.PHONY: sources libraries
libraries: $(ARCHIVES)

sources:
	$(Q)$(HERE)/fetch $(SOURCE) $(PACKAGES)

$(INCLUDE)/ready: $(HERE)/libraries.mk $(HERE)/ftmodule.h
	@mkdir -p $(INCLUDE)/freetype/config
	$(Q)cp -R $(SOURCE)/freetype/include/* $(INCLUDE)/
	$(Q)cp $(HERE)/ftmodule.h $(INCLUDE)/freetype/config/
	$(Q)sed -i -E '/define +(FT_CONFIG_OPTION_($(FT_LACKS))|TT_CONFIG_(OPTION|CMAP_FORMAT)_($(TT_LACKS)))$$/d' \
		$(INCLUDE)/freetype/config/ftoption.h
	$(Q)cp $(SOURCE)/libsdl2/include/*.h $(SOURCE)/libsdl2-ttf/SDL_ttf.h $(SOURCE)/libpng1.6/png*.h $(SOURCE)/zlib/z*.h \
		$(SOURCE)/libyaml/include/yaml.h $(SOURCE)/libcsv/csv.h $(SOURCE)/giflib/gif_lib.h $(INCLUDE)/
	$(Q)cp $(SOURCE)/pixman/pixman/pixman.h $(INCLUDE)/
	$(Q)version=$$(sed -n 's/^PACKAGE_VERSION=.\([0-9.]*\).$$/\1/p' $(SOURCE)/pixman/configure) && \
		sed "s/@PIXMAN_VERSION_MAJOR@/$${version%%.*}/; s/@PIXMAN_VERSION_MICRO@/$${version##*.}/; \
			s/@PIXMAN_VERSION_MINOR@/$$(echo $$version | cut -d. -f2)/" \
		$(SOURCE)/pixman/pixman/pixman-version.h.in >$(INCLUDE)/pixman-version.h
	$(Q)cp $(SOURCE)/cairo/src/cairo.h $(SOURCE)/cairo/src/cairo-pdf.h $(SOURCE)/cairo/src/cairo-ft.h \
		$(SOURCE)/cairo/src/cairo-deprecated.h $(SOURCE)/cairo/cairo-version.h $(INCLUDE)/
	$(Q)printf '#define CAIRO_%s 1\n' FEATURES_H $(addprefix HAS_,IMAGE_SURFACE RECORDING_SURFACE OBSERVER_SURFACE USER_FONT PDF_SURFACE FT_FONT) \
		>$(INCLUDE)/cairo-features.h
	$(Q)cp $(SOURCE)/libpng1.6/scripts/pnglibconf.h.prebuilt $(INCLUDE)/pnglibconf.h
	$(Q)$(EMCC) -w -sSINGLE_FILE=1 -sEXIT_RUNTIME=1 -o $(LIBRARIES)/mkrename.js $(SOURCE)/sleef/src/libm/mkrename.c
	$(Q)node $(LIBRARIES)/mkrename.js cinz_ 1 1 purec >$(INCLUDE)/renamepurec_scalar.h
	$(Q){ sed -e '/@\|cmakedefine/d' $(SOURCE)/sleef/src/libm/sleeflibm_header.h.org.in && \
		node $(LIBRARIES)/mkrename.js cinz_ 1 1 double float int32_t int32_t __STDC__ purec && \
		cat $(SOURCE)/sleef/src/libm/sleeflibm_footer.h.org; } >$(INCLUDE)/sleef.h
	$(Q)touch $(INCLUDE)/sleef-config.h $@

# One archive per library, from all that its patterns name.
define library
$(1)_SOURCES := $$(wildcard $$($(1)_FILES:%=$$(SOURCE)/$$($(1)_PACKAGE)/%))
$(1)_OBJECTS := $$($(1)_SOURCES:$$(SOURCE)/%=$$(LIBRARIES)/objects/%.o)
$$($(1)_OBJECTS): $$(LIBRARIES)/objects/%.o: $$(SOURCE)/% $$(INCLUDE)/ready
	@mkdir -p $$(@D)
	$$(Q)$$(EMCC) $$(FLAGS) $$(or $$($(1)_LEVEL),$$(SMALL)) $$($(1)_FLAGS) -I$$(INCLUDE) -c -o $$@ $$<
$$(LIBRARIES)/lib$(1).a: $$($(1)_OBJECTS)
	@echo "  library $(1)"
	$$(Q)rm -f $$@ && emar rcs $$@ $$^
endef
$(foreach name,$(NAMES),$(eval $(call library,$(name))))

$(LIBRARIES)/objects/sleef/%.o: sleef_FLAGS += -DDETERMINISTIC=1
$(LIBRARIES)/libsleef.a: $(LIBRARIES)/objects/sleef-others.o
$(LIBRARIES)/objects/sleef-others.o: $(SOURCE)/sleef/src/libm/sleefsimddp.c $(INCLUDE)/ready
	$(Q)$(EMCC) $(FLAGS) $(sleef_LEVEL) $(sleef_FLAGS) -I$(INCLUDE) -c -o $@ $<
