# Programs that only tests and benchmarks use.
$(OUT)/tests/tools/make_records: $(OUT)/tests/tools/make_records.o $(OUT)/tests/tools/silhouette.o $(OUT)/formats.a $(OUT)/base.a
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/tests/tools/draw: $(OUT)/tests/tools/draw.o $(OUT)/templates.a $(OUT)/schemas.a $(OUT)/formats.a $(OUT)/base.a
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS)

# The portal's half of the socket, and nothing else of the issuer: it links with base alone.
$(OUT)/tests/tools/ask_issuer: $(OUT)/tests/tools/ask_issuer.o $(OUT)/issuer/client.o $(OUT)/base.a
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

## make tools     build tests/tools/make_records (invented records for benchmarks and crash tests) and draw (sample papers, unsigned)
tools: $(OUT)/tests/tools/make_records $(OUT)/tests/tools/draw $(OUT)/tests/tools/ask_issuer
.PHONY: tools

# Both look into the portal's store.
$(OUT)/tests/tools/sign_in $(OUT)/tests/tools/bookings: $(OUT)/tests/tools/%: $(OUT)/tests/tools/%.o $(ARCHIVES)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LINK_ROOMS) $(LDLIBS)
tools: $(OUT)/tests/tools/sign_in $(OUT)/tests/tools/bookings
