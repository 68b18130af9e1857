# The maker of forgeries for tests/e2e/forgeries.sh.

FORGE_OBJECTS := $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/forge/*.c) tests/unit/formats/specimen.c)

$(OUT)/tests/forge-papers: $(FORGE_OBJECTS) $(ARCHIVES)
	$(Q)mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(FORGE_OBJECTS) $(LINK_ROOMS) $(LDLIBS)
