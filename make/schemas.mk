# The schemas are built into the programs: a changed schema is a changed object.
$(OUT)/schemas/schema_set.o: $(wildcard schemas/*.schema.json)
