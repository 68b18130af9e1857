# Fault tests: processes killed, disks and maps full, files damaged, the n-th write failing. One program, like a room's unit tests.

FAULT_OBJ := $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/fault/*_test.c) tests/unit/check.c tests/unit/registry/help.c tests/unit/portal/book_help.c)

$(OUT)/tests/fault-test: $(FAULT_OBJ) $(ARCHIVES)
	$(Q)mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(FAULT_OBJ) $(LINK_ROOMS) $(LDLIBS) -lcmocka

## make fault [N=name-part]   crash, full-disk, damage and n-th-failure tests of the registry
.PHONY: fault
fault: $(OUT)/tests/fault-test
	@$< $(N)
