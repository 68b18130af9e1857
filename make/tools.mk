# Programs that only tests and benchmarks use.
$(OUT)/tests/tools/make_records: $(OUT)/tests/tools/make_records.o $(OUT)/tests/tools/silhouette.o $(OUT)/formats.a $(OUT)/base.a
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

## make tools     build tests/tools/make_records (invented records for benchmarks and crash tests)
tools: $(OUT)/tests/tools/make_records
.PHONY: tools
