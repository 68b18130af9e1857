# The compiler's arguments for a header alone (tests/lint/run).
.PHONY: lint-flags
lint-flags:
	@echo $(filter-out -MMD -MP,$(CFLAGS))
