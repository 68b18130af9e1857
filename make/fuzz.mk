# Fuzzing. A target is one file: tests/fuzz/<name>_fuzz.c with LLVMFuzzerTestOneInput, its seeds in tests/fuzz/corpus/<name>/.
# Nothing here names a target.

FUZZ_TARGETS := $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
SECONDS      ?= 30
# More libFuzzer options, e.g. FUZZ_ARGS=-max_len=100000
FUZZ_ARGS    ?=
# Warnings are judged by the other builds; a foreign warning must not keep anybody from fuzzing.
FUZZ_CFLAGS  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -Wno-error

$(OUT)/fuzz/%: $(OUT)/tests/fuzz/%_fuzz.o $(ARCHIVES)
	$(Q)mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(LINK_ROOMS) $(LDLIBS)

$(OUT)/replay/%: $(OUT)/tests/fuzz/%_fuzz.o $(OUT)/tests/fuzz/standalone.o $(ARCHIVES)
	$(Q)mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LINK_ROOMS) $(LDLIBS)

# Kept between runs: make takes objects of pattern chains for scratch files.
.SECONDARY: $(patsubst %,$(OUT)/tests/fuzz/%_fuzz.o,$(FUZZ_TARGETS)) $(OUT)/tests/fuzz/standalone.o

## make fuzz T=name [SECONDS=30]   libFuzzer with ASan and UBSan; new inputs go to build/fuzz/corpus/, crashes to build/fuzz/
.PHONY: fuzz fuzz-replay replay
fuzz:
	$(Q)test -f tests/fuzz/$(T)_fuzz.c || { echo "T must be one of: $(FUZZ_TARGETS)" >&2; exit 2; }
	$(Q)$(MAKE) VARIANT=fuzz CC.fuzz=clang CFLAGS.fuzz='$(FUZZ_CFLAGS)' build/fuzz/fuzz/$(T)
	$(Q)mkdir -p build/fuzz/corpus/$(T)
	$(Q)build/fuzz/fuzz/$(T) -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/$(T)- $(FUZZ_ARGS) build/fuzz/corpus/$(T) tests/fuzz/corpus/$(T)

## make fuzz-replay   every corpus through its target under ASan and UBSan, as make test does
fuzz-replay:
	$(Q)$(MAKE) VARIANT=asan replay

replay: $(patsubst %,$(OUT)/replay/%,$(FUZZ_TARGETS))
	@failed=0; for t in $(FUZZ_TARGETS); do $(OUT)/replay/$$t tests/fuzz/corpus/$$t || failed=1; done; exit $$failed
