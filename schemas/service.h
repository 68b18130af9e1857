/*
 * Owns: what the authority does for people: the codes of its services. Offices, counters, bookings, applications and guidance
 * name them by these codes. Must never hold words for people: the pages have those.
 */
#ifndef SCHEMAS_SERVICE_H
#define SCHEMAS_SERVICE_H

#include "base/buf.h"

/* The first five are booked ahead; one comes to the others without an appointment. */
enum service { SERVICE_NONE = 0, SERVICE_VISA_EXTENSION, SERVICE_VISA_REPLACEMENT, SERVICE_VISA_REISSUE, SERVICE_STAY_PERMIT,
	SERVICE_RESIDENCE_PERMIT, SERVICE_PR_CARD, SERVICE_BINDING_CODE, SERVICE_RELATIVE, SERVICE_COUNT };

#define SERVICE_BIT(service) (UINT32_C(1) << (service))

/* "visa-extension", "visa-replacement", "visa-reissue", "stay-permit", "residence-permit", "pr-card", "binding-code", "relative"; "" for SERVICE_NONE. */
const char *service_name(enum service service);
/* SERVICE_NONE for anything else. */
enum service service_parse(struct slice name);
/* True where a place and time can be booked. */
bool service_is_booked(enum service service);

#endif
