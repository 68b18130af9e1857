/* Owns: every cap of the project, one line each with its reason. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_JSON_BYTES        (256 * 1024)      /* one record with a photo of 60 KB as base64, with room */
#define LIMIT_JSON_DEPTH        16                /* records nest 4 deep */
#define LIMIT_JSON_NODES        20000             /* a record has about 60 */
#define LIMIT_CBOR_DEPTH        8                 /* a seal nests 4 deep */
#define LIMIT_SEAL_BYTES        600               /* COSE bytes of one seal; ours are at most 350 */
#define LIMIT_SEAL_TEXT         2048              /* characters typed or scanned for one seal, with URL */
#define LIMIT_PDF_BYTES         (2 * 1024 * 1024) /* an upload; our documents are about 80 KB */
#define LIMIT_FORM_BYTES        (LIMIT_PDF_BYTES + 16384) /* a posted form: one file and the typed fields */
#define LIMIT_PDF_OBJECTS       4096              /* ours have about 150 */
#define LIMIT_PDF_ENTRIES       512               /* dictionary entries open at one time, with those of the dictionaries around */
#define LIMIT_PDF_KEYS          64                /* entries of one dictionary; ours have at most 20 */
#define LIMIT_PDF_DEPTH         24                /* arrays and dictionaries inside each other; ours nest 6 deep */
#define LIMIT_CMS_BYTES         16384             /* bytes in /Contents; ours are about 1.5 KB */
#define LIMIT_CERT_BYTES        4096              /* one X.509 certificate */
#define LIMIT_TRUST_LIST_BYTES  (256 * 1024)      /* signed trust list: certificates and stock digests */
#define LIMIT_TRUST_KEYS        64                /* certificates in it: three roles, rotated for many years */
#define LIMIT_TRUST_STOCKS      4096              /* stock digests in it: ten templates, changed for many years */
#define LIMIT_NOTE_BYTES        65536             /* signed note; a checkpoint with its signatures has below 4 KB */
#define LIMIT_STATUS_LIST_BYTES (8 * 1024 * 1024) /* unpacked status list: 2^25 documents at two bits */
#define LIMIT_CONF_BYTES        65536             /* configuration file */
#define LIMIT_PASSPHRASE        1024              /* bytes of a passphrase */
#define LIMIT_PHOTO_BYTES       61440             /* holder's JPEG */
#define LIMIT_RECORD_FLAWS      32                /* what is listed of one refused record */
#define LIMIT_SCHEMA_BYTES      65536             /* one schema file; ours are about 8 KB */
#define LIMIT_SCHEMA_DEPTH      64                /* schemas applied inside each other, $ref loops included */
#define LIMIT_PATTERN_STEPS     20000             /* PCRE2 match limit: ours need fewer than 500 */
#define LIMIT_PATTERN_DEPTH     500               /* PCRE2 depth limit */
#define LIMIT_PROOF_JSON        16384             /* attachment of one document; the fullest record gives about 3 KB */
#define LIMIT_PROOF_DAYS        1826              /* five years: nobody relies on an older proof */
#define LIMIT_PROOF_OPTION      80                /* code points of recipient or purpose, one printed line */
#define LIMIT_FORM_HEADER       1024              /* header lines of one part of a form; browsers send about 120 bytes */
#define LIMIT_FORM_TEXT         8192              /* typed fields of a form, percent-encoded: a seal, a number, a code */
#define LIMIT_PAGE_BYTES        (256 * 1024)      /* one page of the verifier; the longest answer has about 40 KB */
#define LIMIT_ASSET_BYTES       (4 * 1024 * 1024) /* one file of the page; the QR reader has about 1 MB */
#define LIMIT_STORE_KEY         511               /* bytes of a registry key: what LMDB takes */
#define LIMIT_STORE_VALUE       (16 * 1024 * 1024) /* bytes of a registry value; a fill is about 15 KB, a stock below 1 MB */
#define LIMIT_STORE_WRITERS     64                /* processes that write one registry side by side: a server and a few officers */
#define LIMIT_RESERVE           4096              /* numbers reserved in one call */
#define LIMIT_OFFICES           2000              /* offices in one list; a province has about ten to a hundred */
#define LIMIT_GUIDANCE_BYTES    65536             /* one text of guidance; ours have about 4 KB */
#define LIMIT_GUIDANCE_FILES    500               /* texts in a folder: topics, versions, two languages */
#define LIMIT_IDENTITY          256               /* bytes of a record's identity */
#define LIMIT_RECORD_KEPT       16384             /* bytes of a kept record's JSON without its photo; the fullest has about 2 KB */
#define LIMIT_RECORD_LINKS      16                /* what ties one record to its person: eight earlier passports, the present one, a card */
#define LIMIT_LINK_PERSONS      16                /* persons that one passport number and birth date lead to; two are an accident */
#define LIMIT_PERSON_RECORDS    1000              /* records, or applications, of one person: a life long a few dozen */
#define LIMIT_PERSON_GRANTS     1000              /* accounts that may act, or asked to act, for one person */
#define LIMIT_ACCOUNT_PERSONS   32                /* persons for whom one account acts at a time: a family, no agency */
#define LIMIT_PERSON_ASKING     20                /* helpers' requests that wait for one person's answer: nobody reads more */
#define LIMIT_PERSON_SHARES     2000              /* share codes of one person, ended ones included */
#define LIMIT_APPLICATION_NUMBER 32               /* bytes of an application's number */
#define LIMIT_APPLICATION_JSON  32768             /* bytes of an application: 60 steps with their notes */
#define LIMIT_REASON            64                /* characters of a reason code */
#define LIMIT_OPERATOR          64                /* bytes of an operator's name in the audit record */
#define LIMIT_NOTE              500               /* characters of what a holder says is wrong */
#define LIMIT_LABEL             40                /* characters of what a helper calls the relation */
#define LIMIT_SHARE_DAYS        366               /* a share code ends within a year */
#define LIMIT_MESSAGE_LINE      200               /* bytes of a message's address or subject */
#define LIMIT_MESSAGE_BODY      8192              /* bytes of a message's text */
#define LIMIT_IPC_BYTES         (256 * 1024)      /* one message on a local socket; a preview has about 12 KB */
#define LIMIT_IPC_CLIENTS       128               /* connections to a local socket: one a pool thread of its few clients */
#define LIMIT_ARENA_BYTES       (64 * 1024 * 1024) /* one request's memory; passing it is a bug, not a big input */
#define LIMIT_METRICS_BYTES     (1024 * 1024)     /* text of /metrics; about 4 KB */
#define LIMIT_HTTP_HEAD         16384             /* request line and headers; browsers send 1 to 2 KB */
#define LIMIT_HTTP_TARGET       4096              /* path and query; ours are below 100 */
#define LIMIT_HTTP_HEADERS      64                /* header lines of one request; browsers send about 20 */
#define LIMIT_HTTP_LOOPS        64                /* event loops, and pool threads */
#define LIMIT_HTTP_ROUTES       64                /* routes of one listener */
#define LIMIT_ORGANISATION      80                /* characters by which a checker names itself when it opens a share code */
#define LIMIT_BOOKING_BYTES     16384             /* one booking: eight people, sixteen acts; a usual one has 600 bytes */
#define LIMIT_BOOKING_MOVES     10                /* changes of time of one booking */
#define LIMIT_HOLDS_DAY         30                /* holds of one account a day: places are not for keeping */
#define LIMIT_CODE_TRIES        5                 /* wrong birth dates a day before a booking code stops answering */
#define LIMIT_WAITING_LINE      500               /* people in one waiting list */
#define LIMIT_GUIDANCE_VERSION  48                /* bytes: topic and date */

#endif
