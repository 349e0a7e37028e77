# Ravine. `make help` lists the targets.
#
# Every .c below src/ is part of the program, every tests/test_*.c and tests/*.sh is a test: nothing is registered
# anywhere. Objects go to build/<variant>/. Variables: CC=gcc|clang, SAN=1 (ASan and UBSan), OPT=-O2, ISA=sse2|avx2 (one
# vector width for the engine's lanes), ARGS (of run), V=1 (show commands).

.DEFAULT_GOAL := all
ifeq ($(origin CC),default)
CC := gcc
endif
SAN ?=
OPT ?= $(if $(SAN),-O1,-O3)
ISA ?=
# A compiler that is newer than ours may warn of more: that stops who works on the program, not who uses it.
STRICT := -Werror
PREFIX ?= /usr/local
DATADIR := $(PREFIX)/share/ravine

# What a recipe's shell is to take as one word, whatever is in it.
quote = '$(subst ','\'',$(1))'
empty :=
comma := ,

VARIANT := $(subst $(empty) ,-,$(notdir $(CC))$(OPT)$(if $(SAN),-san)$(if $(ISA),-$(ISA)))
BUILD := build/$(VARIANT)
ifneq ($(words $(BUILD)),1)
$(error BUILD: make knows no paths with spaces in them)
endif
Q := $(if $(V),,@)
# The recipe's own make, on all processors unless this one was told how many.
AGAIN = +$(Q)$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

WARNINGS := -std=c11 -Wall -Wextra -Wno-missing-field-initializers $(STRICT) -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wvla -Wwrite-strings \
	$(if $(findstring clang,$(CC)),$(if $(SAN),-Wno-pass-failed),-Wdouble-promotion $(if $(SAN),-Wno-format-truncation))
SAN_CHECKS := address,undefined,float-cast-overflow
SAN_FLAGS := $(if $(SAN),-fsanitize=$(SAN_CHECKS) -fno-sanitize-recover=$(SAN_CHECKS) -fno-omit-frame-pointer)
ISA_FLAGS := $(if $(ISA),-DRAVINE_ONE_ISA $(if $(filter avx2,$(ISA)),-mavx2))
# No contraction, no fast-math: the same scene gives the same bytes at every vector width. errno and traps are not
# looked at.
FLOAT := -ffp-contract=off
ENGINE_FLAGS := -fopenmp -fno-math-errno -fno-trapping-math $(ISA_FLAGS)
COMMON = $(WARNINGS) $(OPT) -g -Isrc -D_POSIX_C_SOURCE=200809L $(FLOAT) $(SAN_FLAGS) $(CPPFLAGS) $(CFLAGS)

# pkg-config is asked once, and only by recipes that need it: `make help` and tools/install-deps work on a bare machine.
PACKAGES := sdl2 SDL2_ttf cglm epoxy libpng zlib yaml-0.1 fontconfig sleef cairo-pdf cairo-ft harfbuzz
package_flags = $(eval package_flags := $(shell pkg-config --cflags $(PACKAGES) | \
	sed 's/-I/-isystem /g'))$(package_flags)
package_libs = $(eval package_libs := $(shell pkg-config --libs $(PACKAGES)) -lcsv)$(package_libs)
LINK = $(CC) $(OPT) -g $(SAN_FLAGS) -fopenmp $(LDFLAGS) -o $@ $(filter-out %.a,$^) $(filter %.a,$^)
SAN_OBJECTS := $(if $(SAN),$(BUILD)/tests/sanitizers.o)

SOURCES := $(sort $(shell find src -name '*.c'))
HEADERS := $(sort $(shell find src tests -name '*.h'))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
ENGINE_OBJECTS := $(filter $(BUILD)/base/% $(BUILD)/engine/%,$(OBJECTS))
LIBRARY_OBJECTS := $(filter-out $(BUILD)/app/main.o,$(OBJECTS))

# A test named after a file of the engine, with or without more behind (test_formula, test_formula_error), and
# test_torch link with engine, base, cmocka, libsleef and libm alone: a forbidden call cannot link.
TEST_SOURCES := $(wildcard tests/test_*.c)
TESTS := $(TEST_SOURCES:tests/%.c=$(BUILD)/tests/%)
ENGINE_NAMES := torch $(notdir $(basename $(filter src/engine/%,$(SOURCES))))
ENGINE_TEST_NAMES := $(ENGINE_NAMES:%=test_%) $(ENGINE_NAMES:%=test_%_%)
ENGINE_TESTS := $(filter $(ENGINE_TEST_NAMES:%=$(BUILD)/tests/%),$(TESTS))
BENCH_SOURCES := $(filter-out bench/hello.c,$(wildcard bench/*.c))
FUZZ_SOURCES := $(wildcard tests/fuzz/*.c)
WEB_C := $(sort $(shell find web -name '*.[ch]' -not -path 'web/libraries/*'))
ALL_C := $(SOURCES) $(TEST_SOURCES) $(FUZZ_SOURCES) tests/compare_png.c bench/hello.c $(BENCH_SOURCES)

.PHONY: all ravine program run test tests check monkey soak fuzz fuzzers syntax headers bench pictures accept format \
	format-check help clean man install uninstall deb web web-single web-run web-test

all: ravine ## build ./ravine

# Never up to date.
ravine: $(BUILD)/ravine ## a link to the variant that was built last
	$(Q)ln -sf $< $@

$(BUILD)/ravine: $(OBJECTS) $(SAN_OBJECTS)
	@echo "  link $@"
	$(Q)$(LINK) $(package_libs) -lm

$(BUILD)/engine/%.o: src/engine/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(COMMON) $(ENGINE_FLAGS) -MMD -MP -c -o $@ $<

# Asked for when the processor has it.
ifeq ($(shell uname -m),x86_64)
$(BUILD)/engine/elementary_avx.o: ENGINE_FLAGS += -mavx
endif

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(COMMON) $(package_flags) -MMD -MP -c -o $@ $<

$(BUILD)/base/asset.o: CPPFLAGS += -DRAVINE_DATADIR=$(call quote,"$(subst ",\",$(subst \,\\,$(DATADIR)))")
$(BUILD)/base/asset.o: $(BUILD)/datadir
$(BUILD)/datadir: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(call quote,$(DATADIR)) | cmp -s - $@ || printf '%s\n' $(call quote,$(DATADIR)) > $@

# The rows of the scenes that the program brings along, from their files.
SCENES := $(BUILD)/scenes.inc
$(BUILD)/scene/scene_builtin.o src/scene/scene_builtin.c-syntax: CPPFLAGS += -DRAVINE_SCENES='"$(SCENES)"' -I.
$(BUILD)/scene/scene_builtin.o src/scene/scene_builtin.c-syntax: $(SCENES)
$(SCENES): FORCE
	@mkdir -p $(@D)
	@tools/list-scenes >$@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }
FORCE:

$(BUILD)/libengine.a: $(ENGINE_OBJECTS)
$(BUILD)/libravine.a: $(LIBRARY_OBJECTS)
$(BUILD)/lib%.a:
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(COMMON) $(package_flags) -MMD -MP -c -o $@ $<

$(ENGINE_TESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(SAN_OBJECTS) $(BUILD)/libengine.a
	$(Q)$(LINK) $(shell pkg-config --libs sleef) -lcmocka -lm

$(filter-out $(ENGINE_TESTS),$(TESTS)): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(SAN_OBJECTS) $(BUILD)/libravine.a
	$(Q)$(LINK) $(package_libs) -lcmocka -lm

$(BUILD)/tests/compare_png: $(BUILD)/tests/compare_png.o $(SAN_OBJECTS)
	$(Q)$(LINK) -lpng

run: ## build and start (ARGS='...' are its options); without a display: draw ravine.png
	@tools/install-deps run
	$(AGAIN) STRICT= ravine
	@tools/start $(ARGS)

test: ## build and run every test, sanitizers included
	@tools/install-deps run test
	-$(AGAIN) -k ravine tests
	-$(AGAIN) -k SAN=1 OPT=-O1 BUILD=$(BUILD)-san program tests
	@tests/run $(BUILD) $(BUILD)-san

check: $(BUILD)/ravine tests ## one variant's tests, or one: make check T=test_formula
	$(Q)tests/run $(BUILD) -- $(T)

program: $(BUILD)/ravine ## this variant alone: build/VARIANT/ravine
tests: $(TESTS) $(BUILD)/tests/compare_png ## build the tests

# The test's monkey for as long as wished; also with SAN=1 OPT=-O1.
N ?= 20000
SEED ?= 1
monkey: $(BUILD)/tests/test_monkey ## the window under N=20000 random actions of SEED=1
	$(Q)mkdir -p $(BUILD)/monkey
	$(Q)SCRATCH=$(BUILD)/monkey MALLOC_PERTURB_=165 $< $(N) $(SEED)

soak: ## make monkey at length: 100,000 actions of SEED=1, and 20,000 sanitized
	$(AGAIN) N=100000 monkey
	$(AGAIN) SAN=1 OPT=-O1 BUILD=$(BUILD)-san N=20000 monkey

# FUZZ_SECONDS for each target of tests/fuzz, or for those named: make fuzz F='csv yaml'. CI takes a minute each.
FUZZ_SECONDS ?= 60
FUZZ_BUILD := build/fuzz
FUZZERS := $(FUZZ_SOURCES:tests/%.c=$(BUILD)/tests/%)
fuzz: ## clang's libFuzzer on each reader and on races, FUZZ_SECONDS=60 each
	@CC=clang tools/install-deps run fuzz
	$(AGAIN) CC=clang SAN=1 OPT=-O1 BUILD=$(FUZZ_BUILD) CFLAGS="-fsanitize=fuzzer-no-link -Wno-pass-failed" program fuzzers
	@tests/fuzz/run $(FUZZ_BUILD) $(FUZZ_SECONDS) $(F)

fuzzers: $(FUZZERS) ## build what make fuzz runs
$(FUZZERS): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libravine.a
	$(Q)$(LINK) -fsanitize=fuzzer $(package_libs) -lm

syntax: $(ALL_C:%=%-syntax) ## do all sources pass the compiler? Nothing is linked: make CC=clang syntax
headers: $(HEADERS:%=%-syntax) ## does each header compile alone?
%.c-syntax: %.c
	$(Q)$(CC) $(COMMON) $(ENGINE_FLAGS) $(package_flags) -fsyntax-only $<
%.h-syntax: %.h
	$(Q)echo '#include "$(<:src/%=%)"' | $(CC) $(COMMON) $(ENGINE_FLAGS) $(package_flags) -fsyntax-only -x c -

bench: $(BUILD)/bench/bench $(BUILD)/bench/hello program ## measure, and print the table of the README
	$(Q)bench/run $(BUILD)

$(BUILD)/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(COMMON) $(ENGINE_FLAGS) $(package_flags) -MMD -MP -c -o $@ $<

$(BUILD)/bench/bench: $(BENCH_SOURCES:bench/%.c=$(BUILD)/bench/%.o) $(BUILD)/libravine.a
	$(Q)$(LINK) $(package_libs) -lm

$(BUILD)/bench/hello: $(BUILD)/bench/hello.o
	$(Q)$(LINK) $(package_libs)

pictures: ravine $(BUILD)/bench/bench $(BUILD)/bench/hello ## of README and docs; every view, in build/gallery-pictures
	@mkdir -p docs
	./ravine -o docs/ravine.png --size 1600x900 --show column
	tools/draw-docs ./ravine docs/gallery
	tools/update-readme keys ./ravine
	tools/update-readme bench $(BUILD)
	tools/gallery ./ravine build/gallery-pictures

accept: $(BUILD)/ravine ## what is drawn and computed now is right: store it for the tests of pictures and traces
	RAVINE=$(BUILD)/ravine bash tests/pictures.sh --accept
	RAVINE=$(BUILD)/ravine bash tests/determinism.sh --accept
	tools/draw-docs $(BUILD)/ravine docs/gallery

format: ## clang-format all sources
	clang-format -i $(ALL_C) $(HEADERS) $(WEB_C)

format-check: ## are they as clang-format would have them?
	@clang-format --dry-run -Werror $(ALL_C) $(HEADERS) $(WEB_C)

# What the program says of itself, as a manual page.
MANUAL := $(BUILD)/ravine.1
$(MANUAL): $(BUILD)/ravine tools/make-man
	@echo "  man $@"
	$(Q)tools/make-man $< >$@.new && mv $@.new $@

man: $(MANUAL) ## the manual page: build/VARIANT/ravine.1, to be read by man -l

install: STRICT :=
install: $(BUILD)/ravine $(MANUAL) ## to PREFIX (/usr/local), DESTDIR before it
	$(Q)tools/place install $(call quote,$(DESTDIR)$(PREFIX)) $< $(MANUAL) $(if $(DESTDIR),,live)

uninstall: ## what install placed there
	$(Q)tools/place uninstall $(call quote,$(DESTDIR)$(PREFIX)) $(if $(DESTDIR),,live)

deb: ## a Debian package, in build/
	$(AGAIN) STRICT= PREFIX=/usr program man
	$(Q)tools/make-deb $(BUILD)/ravine $(MANUAL) build

# All that a page needs is web/web.mk's.
web: ## the program as a page for any static server: build/web (about 300 MB are installed, once)
	@tools/install-deps web
	$(AGAIN) -f web/web.mk web

web-single: ## the page as one HTML file that opens from a disk: build/ravine.html
	@tools/install-deps web
	$(AGAIN) -f web/web.mk single

web-run: web ## serve the page, and open it
	@web/serve build/web

web-test: web ## is the page the same program? Under node and in a headless Chromium
	@tools/install-deps run web-test
	$(AGAIN) -f web/web.mk node
	$(AGAIN) STRICT= program $(BUILD)/tests/compare_png
	@web/test/run $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

clean: ## remove everything that was built
	rm -rf build ravine

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)
