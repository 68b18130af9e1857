# The texts of guidance are built into the portal: a changed text is a changed object.
$(OUT)/portal/guidance_files.o: $(wildcard portal/guidance/*.md)
