# Cinnabar. `make run` and `make test` do everything on a fresh Debian 12; `make help` lists the rest.
# A room is a folder: its .c files make one archive, main.c makes its program.

ROOMS    := base formats schemas templates keys registry http issuer verifier portal notifier
PROGRAMS := cinnabar-keys cinnabar-issuer cinnabar-verifier cinnabar-portal cinnabar-notifier
VARIANT  ?= release
OUT      := build/$(VARIANT)
V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
PREFIX   ?= /usr/local

WARN := -Wall -Wextra -Werror -Wshadow -Wcast-qual -Wwrite-strings -Wmissing-prototypes -Wstrict-prototypes \
	-Wbad-function-cast -Wpointer-arith -Wvla -Wformat=2 -Wundef -Wimplicit-fallthrough -Wconversion -Wsign-conversion \
	-Wno-psabi # vectors are passed to nobody but functions that are inlined
HARD := -fstack-protector-strong -fPIE
CFLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS.asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS.clang   := -O1 -g
CFLAGS.cover   := -O0 -g --coverage
CFLAGS.mutant  := -O1 -g -DCINNABAR_MUTANT
CC.release := gcc
CC.asan    := gcc
CC.clang   := clang
CC.cover   := gcc
CC.mutant  := gcc
CC := $(CC.$(VARIANT))
PKGS := openssl jansson libutf8proc libpcre2-8 zlib harfbuzz libqrencode libdeflate lmdb libh2o-evloop cmocka
# Foreign headers are system headers: our warnings are about our code.
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
CFLAGS  := -std=gnu11 -MMD -MP $(WARN) $(HARD) $(CFLAGS.$(VARIANT)) -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8 -DH2O_USE_LIBUV=0 -I. $(PKG_CFLAGS)
LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
LDLIBS  := -lhpdf -lqrencode -ldeflate -lharfbuzz -llmdb -lh2o-evloop -lssl -lcrypto -ljansson -lutf8proc -lpcre2-8 -lcmark -lgmp -lsodium -lfido2 -lcurl -lz -lm -lpthread

room_src  = $(filter-out $(1)/main.c,$(wildcard $(1)/*.c))
room_obj  = $(patsubst %.c,$(OUT)/%.o,$(call room_src,$(1)))
ARCHIVES := $(foreach r,$(ROOMS),$(OUT)/$(r).a)
# Later rooms use earlier ones; the group lets the linker settle the order.
LINK_ROOMS := -Wl,--start-group $(ARCHIVES) -Wl,--end-group

TEST_ROOMS := $(notdir $(patsubst %/,%,$(wildcard tests/unit/*/)))
TESTS      := $(foreach r,$(TEST_ROOMS),$(OUT)/tests/$(r)-test)
HAVE_PROGRAMS := $(foreach p,$(PROGRAMS),$(if $(wildcard $(patsubst cinnabar-%,%,$(p))/main.c),$(OUT)/$(p)))

.PHONY: all programs unit help clean
all: programs
programs: $(HAVE_PROGRAMS)

help:
	@echo "make           the programs, in build/release"
	@grep -hE '^## ' Makefile make/*.mk | sed 's/^## //'

# Our names stay inside the program: a library that calls its own cbor_get_int must not get ours.
HIDDEN = $(if $(filter $(ROOMS),$(firstword $(subst /, ,$*))),-fvisibility=hidden)

$(OUT)/%.o: %.c
	$(Q)mkdir -p $(@D)
	$(if $(Q),@echo "  CC    $<")
	$(Q)$(CC) $(CFLAGS) $(HIDDEN) $(CFLAGS_$(firstword $(subst /, ,$*))) -c $< -o $@

define archive_rule
$(OUT)/$(1).a: $(call room_obj,$(1))
	$(Q)mkdir -p $$(@D)
	$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call archive_rule,$(r))))

define program_rule
$(OUT)/cinnabar-$(1): $(OUT)/$(1)/main.o $(ARCHIVES)
	$$(if $$(Q),@echo "  LINK  $$@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $$@ $$< $(LINK_ROOMS) $(LDLIBS)
endef
$(foreach r,keys issuer verifier portal notifier,$(eval $(call program_rule,$(r))))

# One cmocka program a room: tests/unit/<room>/*_test.c and tests/unit/check.c. TEST_WITH_<room>: helpers of another room.
TEST_WITH_portal := tests/unit/registry/help.c
TEST_WITH_issuer := tests/unit/registry/help.c
TEST_WITH_verifier := tests/unit/registry/help.c tests/unit/keys/home.c tests/unit/formats/specimen.c
define test_rule
$(OUT)/tests/$(1)-test: $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/unit/$(1)/*.c) $(TEST_WITH_$(1)) tests/unit/check.c) $(ARCHIVES)
	$(Q)mkdir -p $$(@D)
	$$(if $$(Q),@echo "  LINK  $$@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $$@ $$(filter %.o,$$^) $(LINK_ROOMS) $(LDLIBS) -lcmocka
endef
$(foreach r,$(TEST_ROOMS),$(eval $(call test_rule,$(r))))

## make unit [R=room] [N=name-part]   unit tests of one room or all
unit: $(if $(R),$(OUT)/tests/$(R)-test,$(TESTS))
	@for t in $^; do $$t $(N) || exit 1; done

RUNS := $(TESTS:%=%.run)
.PHONY: unit-build unit-run $(RUNS)
unit-build: $(TESTS)
# With -k all rooms run whatever fails: the sum tells. With -Otarget rooms side by side do not mix their lines.
unit-run: $(RUNS)
$(RUNS): %.run: %
	@timeout 600 $<

## make asan      build and unit tests under AddressSanitizer and UBSan
asan:
	$(Q)$(MAKE) VARIANT=asan programs unit
.PHONY: asan

## make clean     remove build/
clean:
	rm -rf build

-include $(wildcard make/*.mk)
-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
