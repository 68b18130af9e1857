/* Owns: the table of services. */
#include "schemas/service.h"

static const char *const names[SERVICE_COUNT] = { "", "visa-extension", "visa-replacement", "visa-reissue", "stay-permit", "residence-permit",
	"pr-card", "binding-code", "relative" };

const char *service_name(enum service service) { return names[service < SERVICE_COUNT ? service : SERVICE_NONE]; }

enum service service_parse(struct slice name)
{
	for (int s = SERVICE_NONE + 1; s < SERVICE_COUNT; s++) {
		if (slice_is(name, names[s]))
			return (enum service)s;
	}
	return SERVICE_NONE;
}

bool service_is_booked(enum service service) { return service > SERVICE_NONE && service <= SERVICE_RESIDENCE_PERMIT; }
