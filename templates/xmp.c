/* Owns: the packet's text. PDF/UA's property needs its schema described, as PDF/A knows only its own. */
#include "templates/xmp.h"

#include "base/text.h"
#include "formats/pdf.h"

#define PRODUCER "Cinnabar"

static const char head[] = "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
	"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
	"xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">"
	"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
	"<pdf:Producer>" PRODUCER "</pdf:Producer>";

static const char tail[] = "</rdf:Description><rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
	"xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
	"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
	"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
	"<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part</pdfaProperty:name>"
	"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
	"<pdfaProperty:description>part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>"
	"</pdfaExtension:schemas></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";

static void put_escaped(struct buf *b, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '&': buf_puts(b, "&amp;"); break;
		default: buf_putc(b, (uint8_t)*text);
		}
}

void xmp_packet(struct buf *b, const struct xmp *x)
{
	char at[21];
	instant_format(x->at, at);
	buf_puts(b, head);
	buf_puts(b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
	put_escaped(b, x->title);
	buf_puts(b, "</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>");
	put_escaped(b, x->author);
	buf_puts(b, "</rdf:li></rdf:Seq></dc:creator><xmp:CreateDate>");
	buf_puts(b, at);
	buf_puts(b, "</xmp:CreateDate><xmp:ModifyDate>");
	buf_puts(b, at);
	buf_puts(b, "</xmp:ModifyDate>");
	buf_puts(b, tail);
}

void xmp_info(struct buf *b, const struct xmp *x)
{
	buf_puts(b, "<</Title");
	pdf_put_text(b, slice_str(x->title));
	buf_puts(b, "/Author");
	pdf_put_text(b, slice_str(x->author));
	buf_puts(b, "/Producer(" PRODUCER ")/CreationDate");
	pdf_put_date(b, x->at);
	buf_puts(b, "/ModDate");
	pdf_put_date(b, x->at);
	buf_puts(b, ">>");
}
