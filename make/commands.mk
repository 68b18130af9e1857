# The commands of the README.

## make run       set up, build, make a specimen home in var/, issue the samples, serve the verifier
.PHONY: run
run:
	@sh make/deps.sh build
	@$(MAKE) -s --no-print-directory VARIANT=release programs
	@$(MAKE) -s --no-print-directory web || true
	@bash make/run.sh $(or $(HOME_DIR),var)

## make test      set up, build, run every test
.PHONY: test
test:
	@sh make/deps.sh test
	@bash tests/run

## make lint      layers, doors, banned calls, sizes, headers that compile alone
.PHONY: lint
lint:
	@sh tests/lint/run

## make install DESTDIR= PREFIX=/usr/local   programs, man pages, samples
.PHONY: install
install: programs
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1" "$(DESTDIR)$(PREFIX)/share/cinnabar/samples" "$(DESTDIR)$(PREFIX)/share/doc/cinnabar"
	install -m 755 $(HAVE_PROGRAMS) "$(DESTDIR)$(PREFIX)/bin"
	install -m 644 $(wildcard */*.1) "$(DESTDIR)$(PREFIX)/share/man/man1"
	install -m 644 schemas/*.schema.json "$(DESTDIR)$(PREFIX)/share/cinnabar"
	install -m 644 schemas/samples/records.ndjson schemas/samples/offices.ndjson schemas/samples/applications.ndjson "$(DESTDIR)$(PREFIX)/share/cinnabar/samples"
	install -m 644 README.md SECURITY.md NEWS.md "$(DESTDIR)$(PREFIX)/share/doc/cinnabar"
	if [ -d verifier/web/vendor ]; then install -d "$(DESTDIR)$(PREFIX)/share/cinnabar/web/vendor" && \
		install -m 644 verifier/web/vendor/* "$(DESTDIR)$(PREFIX)/share/cinnabar/web/vendor"; fi
