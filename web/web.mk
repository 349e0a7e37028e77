# The program as a page. Called by the Makefile: make web, web-single, web-run, web-test.
#
# What is compiled is src/, but for the files that have one of the same name below web/src/: what a browser does
# otherwise. Objects go to build/web-objects, the libraries to build/web-libraries, once; the page is build/web.

LIBRARIES := build/web-libraries
OBJECTS := build/web-objects
PAGE := build/web
export LIBRARIES
# Debian's emscripten finds its parts there also where another node is first in the path.
export NODE_PATH := /usr/share/nodejs
EMCC := emcc
Q := $(if $(V),,@)
INSTALLED := $(firstword $(wildcard /usr/include/cglm /usr/local/include/cglm /opt/homebrew/include/cglm))

WARNINGS := -std=gnu11 -Wall -Wextra -Wno-missing-field-initializers -Wno-pass-failed -Wno-source-uses-openmp \
	-Wno-unknown-pragmas
COMMON = $(WARNINGS) -Oz -msimd128 -g0 -DNDEBUG -Isrc -I. -ffp-contract=off -fno-math-errno -isystem web/include \
	-isystem $(LIBRARIES)/include -isystem $(LIBRARIES)/source/harfbuzz/src -isystem $(OBJECTS)/include
# What a replay spends its time in.
HOT := $(addprefix src/engine/,elementary.c formula/kernel.c loss/loss.c race/stage.c rules/optimizer_%.c)
ENGINE := -O3 -fopenmp-simd -fno-trapping-math

NATIVE := $(sort $(shell find src -name '*.c'))
OWN := $(sort $(shell find web/src -name '*.c'))
LACKING := src/base/spawn.c
SOURCES := $(OWN) web/pdf/tape.c $(filter-out $(OWN:web/%=%) $(LACKING),$(NATIVE))
ALL := $(SOURCES:%.c=$(OBJECTS)/%.o)
ARCHIVES := $(addprefix $(LIBRARIES)/lib,ttf.a harfbuzz.a freetype.a sdl2.a png.a z.a yaml.a csv.a gif.a sleef.a)

# make web LEVEL=-O1 links in a tenth of the time, and is a third larger.
LEVEL ?= -Oz
LINK := $(LEVEL) -msimd128 -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=33554432 -sTOTAL_STACK=2097152 \
	-sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sGL_SUPPORT_AUTOMATIC_ENABLE_EXTENSIONS=0 -sFORCE_FILESYSTEM=1
RUNTIME := -sEXPORTED_RUNTIME_METHODS=FS,ENV,ccall -sEXPORTED_FUNCTIONS=_main,_malloc,_free -sEXIT_RUNTIME=0

.PHONY: web single node libraries FORCE
web: libraries
	+$(Q)$(MAKE) --no-print-directory -f web/web.mk $(PAGE)/index.html
single: web
	$(Q)web/single $(PAGE) build/ravine.html
libraries:
	+$(Q)$(MAKE) --no-print-directory -f web/libraries/libraries.mk sources
	+$(Q)$(MAKE) --no-print-directory -f web/libraries/libraries.mk libraries
node: libraries
	+$(Q)$(MAKE) --no-print-directory -f web/web.mk LEVEL=-O1 $(OBJECTS)/ravine.js

$(OBJECTS)/include/cglm:
	@mkdir -p $(@D)
	$(Q)ln -sfn $(INSTALLED) $@

$(filter $(HOT:%.c=$(OBJECTS)/%.o),$(ALL)): FLAGS += $(ENGINE)
$(OBJECTS)/src/base/asset.o: FLAGS += -DRAVINE_DATADIR='"/ravine"'
$(OBJECTS)/src/scene/scene_builtin.o: FLAGS += -DRAVINE_SCENES='"$(OBJECTS)/scenes.inc"' -I.
$(OBJECTS)/src/scene/scene_builtin.o: $(OBJECTS)/scenes.inc
$(OBJECTS)/scenes.inc: FORCE
	@mkdir -p $(@D)
	@tools/list-scenes >$@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }
$(OBJECTS)/%.o: %.c | $(OBJECTS)/include/cglm
	@mkdir -p $(@D)
	@echo "  emcc $<"
	$(Q)$(EMCC) $(COMMON) $(FLAGS) -MMD -MP -c -o $@ $<

# What the program reads: /ravine in the page's file system. The typefaces are subsets of what the program can say:
# Inter with the features that are on where nothing is asked for, DejaVu Sans for the letters that Inter lacks.
FONTS := Inter-Regular.otf Inter-SemiBold.otf Inter-Italic.otf DejaVuSans.ttf DejaVuSans-Bold.ttf
DATA := $(OBJECTS)/data
FEATURES := calt,ccmp,clig,dnom,frac,kern,liga,locl,mark,mkmk,numr,rclt,rlig
font = $$(find -L /usr/share/fonts /usr/local/share/fonts /opt/homebrew -name $(1) 2>/dev/null | head -n 1)
$(addprefix $(DATA)/fonts/,$(filter Inter%,$(FONTS))): $(DATA)/letters
$(addprefix $(DATA)/fonts/,$(filter DejaVu%,$(FONTS))): $(DATA)/lacking
$(addprefix $(DATA)/fonts/,$(FONTS)):
	@mkdir -p $(@D)
	@echo "  font $(@F)"
	$(Q)pyftsubset "$(call font,$(@F))" --unicodes-file=$< --layout-features=$(FEATURES) --notdef-outline --output-file=$@ \
		2>$@.log || { cat $@.log && false; }
$(DATA)/lacking: $(DATA)/letters
	$(Q)ttx -q -t cmap -o - "$(call font,Inter-Regular.otf)" | sed -n 's/.* code="0x\([0-9a-f]*\)".*/U+\1/p' | \
		tr a-f A-F | sed 's/+\(..\)$$/+00\1/; s/+\(...\)$$/+0\1/' | grep -vxFf - $< >$@
$(DATA)/letters: FORCE
	@mkdir -p $(@D)
	@web/list-letters >$@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }

$(OBJECTS)/level: FORCE
	@mkdir -p $(@D)
	@echo "$(LINK)" | cmp -s - $@ || echo "$(LINK)" >$@
# The second is for where there is no page.
SCRIPTS := web/page.js web/errand.js
$(OBJECTS)/page/ravine.js: $(ALL) $(ARCHIVES) $(FONTS:%=$(DATA)/fonts/%) $(shell find shaders assets -type f) $(SCRIPTS) \
	$(OBJECTS)/level
	@mkdir -p $(@D)
	@echo "  link $@"
	$(Q)$(EMCC) $(LINK) $(RUNTIME) -sENVIRONMENT=web,worker --closure 0 $(SCRIPTS:%=--pre-js %) \
		--preload-file shaders@/ravine/shaders --preload-file assets@/ravine/assets \
		--preload-file $(DATA)/fonts@/ravine/fonts -o $@ $(ALL) $(ARCHIVES)

# What writes PDF, fetched when one is asked for; its wasm is inside.
PLAYS := $(addprefix $(LIBRARIES)/lib,cairo.a pixman.a freetype.a z.a)
$(OBJECTS)/page/pdf.js: $(OBJECTS)/web/pdf/play.o $(PLAYS) $(OBJECTS)/level
	@mkdir -p $(@D)
	@echo "  link $@"
	$(Q)$(EMCC) $(LEVEL) -msimd128 -sALLOW_MEMORY_GROWTH=1 -sMODULARIZE=1 -sEXPORT_NAME=RavinePdf -sSINGLE_FILE=1 \
		-sFILESYSTEM=0 -sENVIRONMENT=web,worker -sEXPORTED_FUNCTIONS=_malloc,_free -o $@ $< $(PLAYS)

$(PAGE)/index.html: $(OBJECTS)/page/ravine.js $(OBJECTS)/page/pdf.js web/index.html web/worker.js docs/embed.html
	@mkdir -p $(PAGE)
	$(Q)cp $(OBJECTS)/page/ravine.js $(OBJECTS)/page/ravine.wasm $(OBJECTS)/page/ravine.data $(OBJECTS)/page/pdf.js $(PAGE)/
	$(Q)build=$$(cat $(PAGE)/ravine.* web/index.html | cksum | cut -d' ' -f1) && \
		sed "s/ravine-BUILD/ravine-$$build/" web/worker.js >$(PAGE)/worker.js
	$(Q)cp docs/embed.html $(PAGE)/
	$(Q)cp web/index.html $@
	@echo "  page $(PAGE): $$(du -ch $(PAGE)/* | tail -n 1 | cut -f1)"

# The same program for node, which reads the files of the disk: for tests.
$(OBJECTS)/ravine.js: $(ALL) $(ARCHIVES)
	@echo "  link $@"
	$(Q)$(EMCC) $(LINK) -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sENVIRONMENT=node -sSINGLE_FILE=1 -o $@ $^

-include $(ALL:.o=.d)
