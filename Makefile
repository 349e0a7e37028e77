# Ravine. `make help` lists the targets.
#
# Every src/*/*.c is part of the program and every tests/test_*.c is a test: nothing is registered anywhere. Objects go to build/<variant>/.
# Variables: CC=gcc|clang, SAN=1 (ASan and UBSan), OPT=-O2, ISA=native|sse2|avx2 (of the engine's lanes), V=1 (show commands).

.DEFAULT_GOAL := all
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif
OPT ?= -O3
SAN ?=
ISA ?=

VARIANT := $(notdir $(CC))$(OPT)$(if $(SAN),-san)$(if $(ISA),-$(ISA))
BUILD := build/$(VARIANT)
Q := $(if $(V),,@)

PACKAGES := sdl2 SDL2_ttf cglm epoxy libpng libcyaml fontconfig
ENGINE_CFLAGS := -fopenmp -ffp-contract=off -fno-math-errno -fno-trapping-math
WARNINGS := -std=c11 -Wall -Wextra -Wno-missing-field-initializers -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wwrite-strings $(if $(findstring clang,$(CC)),,-Wdouble-promotion)
ISA_FLAGS := $(if $(filter sse2,$(ISA)),-DRAVINE_ONE_ISA,$(if $(filter avx2,$(ISA)),-DRAVINE_ONE_ISA -mavx2))
SAN_FLAGS := $(if $(SAN),-fsanitize=address$(,)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
, := ,
SAN_FLAGS := $(if $(SAN),-fsanitize=address$(,)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)

# pkg-config is asked only by the recipes that need it, so that `make help` and `tools/install-deps` work on a bare machine.
package_cflags = $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
package_libs = $(shell pkg-config --libs $(PACKAGES)) -lcsv

CFLAGS_ALL = $(WARNINGS) $(OPT) -g -MMD -MP -Isrc -D_POSIX_C_SOURCE=200809L -DRAVINE_DATADIR='"$(DATADIR)"' $(SAN_FLAGS) $(CFLAGS)
PREFIX ?= /usr/local
DATADIR := $(PREFIX)/share/ravine

SOURCES := $(wildcard src/*/*.c)
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
BASE_OBJECTS := $(filter $(BUILD)/base/%,$(OBJECTS))
ENGINE_OBJECTS := $(filter $(BUILD)/engine/%,$(OBJECTS))
LIBRARY_OBJECTS := $(filter-out $(BUILD)/app/main.o,$(OBJECTS))

# A test named after a file of the engine (and test_torch) links with the engine, base, cmocka and libm alone.
TEST_SOURCES := $(wildcard tests/test_*.c)
TESTS := $(TEST_SOURCES:tests/%.c=$(BUILD)/tests/%)
ENGINE_TESTS := $(filter $(patsubst src/engine/%.c,$(BUILD)/tests/test_%,$(wildcard src/engine/*.c)) $(BUILD)/tests/test_torch,$(TESTS))
SCRIPT_TESTS := $(sort $(wildcard tests/*.sh))

.PHONY: all run test check bench pictures format help clean install deps tests
all: ravine ## build ./ravine

ravine: $(BUILD)/ravine
	$(Q)ln -sf $< $@

$(BUILD)/ravine: $(OBJECTS)
	@echo "  link $@"
	$(Q)$(CC) $(CFLAGS_ALL) -fopenmp -o $@ $^ $(package_libs) -lm

# Baseline x86-64 everywhere; the engine's hot loops choose their vector width at run time (engine/lanes.h).
$(BUILD)/engine/%.o: src/engine/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(CFLAGS_ALL) $(ENGINE_CFLAGS) $(ISA_FLAGS) -c -o $@ $<

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(CFLAGS_ALL) -ffp-contract=off $(package_cflags) -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(CFLAGS_ALL) -ffp-contract=off -Wno-missing-prototypes $(package_cflags) -c -o $@ $<

$(ENGINE_TESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(ENGINE_OBJECTS) $(BASE_OBJECTS)
	$(Q)$(CC) $(CFLAGS_ALL) -fopenmp -o $@ $^ -lcmocka -lm

$(filter-out $(ENGINE_TESTS),$(TESTS)): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBRARY_OBJECTS)
	$(Q)$(CC) $(CFLAGS_ALL) -fopenmp -o $@ $^ $(package_libs) -lcmocka -lm

.SECONDARY:
tests: $(TESTS)

# One test by name, without dependencies first: make check T=test_formula
check: tests ravine
	$(Q)tests/run "$(BUILD)" $(T)

clean: ## remove everything that was built
	rm -rf build ravine

-include $(wildcard $(BUILD)/*/*.d)
