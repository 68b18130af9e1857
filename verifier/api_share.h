/*
 * Owns: the routes of share codes: the form, its answer, and the same as JSON. They write (a use is counted), so answers run in the pool. Must
 * never log or keep what was asked but the organisation's name.
 */
#ifndef VERIFIER_API_SHARE_H
#define VERIFIER_API_SHARE_H

#include "http/server.h"

http_handler api_share_form;
http_handler api_share_page;
http_handler api_share_json;

#endif
