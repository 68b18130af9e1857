# The verifier's page. Its files are built into the program; the QR reader (WebAssembly) comes from npm and is optional.

WEB_FILES := $(wildcard verifier/web/*.css verifier/web/*.js verifier/web/*.svg verifier/web/icons/*.svg)
$(OUT)/verifier/page_assets.o: $(WEB_FILES)

VENDOR := verifier/web/vendor

## make web       fetch the QR reader for the page's camera from npm (optional; needs node)
.PHONY: web
web:
	@if [ -s $(VENDOR)/zxing_reader.wasm ] && cmp -s verifier/web/package-lock.json $(VENDOR)/package-lock.json; then \
		echo "web: the QR reader is there ($(VENDOR))"; \
	elif ! command -v npm >/dev/null 2>&1; then \
		echo "web: npm is not installed: the page scans only in browsers that read QR codes themselves"; \
	elif (cd verifier/web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && $(MAKE) -s web-copy; then \
		echo "web: the QR reader is ready ($(VENDOR))"; \
	else \
		echo "web: npm could not fetch the QR reader: the page scans only in browsers that read QR codes themselves"; \
	fi

# Glue and wasm must come from one version: a mixed pair fails while reading. The lock is copied last, as the mark of a whole copy.
.PHONY: web-copy
web-copy:
	@rm -rf $(VENDOR) && mkdir -p $(VENDOR)
	@cp verifier/web/node_modules/zxing-wasm/dist/iife/reader/index.js $(VENDOR)/zxing-reader.js
	@cp verifier/web/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm $(VENDOR)/zxing_reader.wasm
	@cp verifier/web/node_modules/zxing-wasm/LICENSE $(VENDOR)/LICENSE
	@rm -rf verifier/web/node_modules/
	@cp verifier/web/package-lock.json $(VENDOR)/package-lock.json

# Prints the page with invented data: for looking at it, and for the mock server of tests/web.
$(OUT)/tests/page-preview: $(OUT)/tests/tools/page_preview.o $(ARCHIVES)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LINK_ROOMS) $(LDLIBS)
