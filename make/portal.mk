# The portal's words and files are built into the program: a changed one is a changed object.
$(OUT)/portal/words.txt: $(wildcard portal/words/*.words)
	$(Q)mkdir -p $(@D)
	$(Q)cat $^ > $@
$(OUT)/portal/words.o: $(OUT)/portal/words.txt
CFLAGS_portal := -DPORTAL_WORDS='"$(OUT)/portal/words.txt"'
$(OUT)/portal/page_files.o: $(wildcard portal/web/*.css portal/web/*.js portal/web/*.svg portal/web/icons/*.svg)
