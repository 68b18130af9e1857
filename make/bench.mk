# The benchmark. What is measured and how: tests/bench/run.

bench_objects = $(patsubst %,$(OUT)/tests/bench/%.o,main measure $(1))

$(OUT)/tests/bench-issue: $(call bench_objects,issue) $(ARCHIVES)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LINK_ROOMS) $(LDLIBS)

# The server under test is the verifier's own with one route more: its call of server_run goes through tests/bench/server.c.
$(OUT)/tests/bench-ask: $(call bench_objects,verify http load server) $(ARCHIVES)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--wrap=server_run -o $@ $(filter %.o,$^) $(LINK_ROOMS) $(LDLIBS)

# The engine of the portal's appointments needs neither server nor issuer.
$(OUT)/tests/bench-booking: $(patsubst %,$(OUT)/tests/bench/%.o,booking measure) $(ARCHIVES)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LINK_ROOMS) $(LDLIBS)

$(OUT)/tests/login-flood: $(OUT)/tests/bench/login_flood.o
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -lpthread

## make bench     speed, one line a figure: bench NAME VALUE UNIT   (BENCH_QUICK=1: a short run that proves nothing but itself)
.PHONY: bench
bench:
	@sh make/deps.sh build
	@$(MAKE) -s --no-print-directory programs tools $(OUT)/tests/bench-issue $(OUT)/tests/bench-ask $(OUT)/tests/bench-booking $(OUT)/tests/login-flood >&2
	@sh tests/bench/run
