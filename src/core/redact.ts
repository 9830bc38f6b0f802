/** A URL as it may be shown: without user and password, and without what its query calls a secret. */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@')
    .replace(/([?&][^=&]*(?:pass|secret|key|token)[^=&]*=)[^&]*/gi, '$1***');
}

/**
 * A web address, or a text with web addresses in it, as it may be shown and written down: without user and password,
 * without signatures, keys and tokens in queries and fragments (those of S3, Google Cloud Storage, CloudFront, Azure and
 * Akamai among them), and without the signature of a delivery URL. Addresses inside of addresses are treated alike,
 * percent-encoded too. `***` stands for what was left out.
 */
export function redactedUrl(text: string): string {
  return withoutSecretParameters(withoutUsers(text)).replace(/(?<=\/|%2f)s--[\w-]+--(?=\/|%|\s|$)/gi, 's--***--');
}

function withoutUsers(text: string): string {
  return (
    text
      // What follows a host's colon and is no port: a password that should have been encoded.
      .replace(/(:\/\/)[^/?#@\s]*:(?!\d*(?:[/?#\s]|$))\S*@/g, '$1***@')
      .replace(/(:\/\/)[^/?#\s]*@/g, '$1***@')
      .replace(/(%(?:25)*3a(?:%(?:25)*2f){2})(?:(?!%(?:25)*(?:2f|3f|23|40))[^/?#\s&])*(@|%(?:25)*40)/gi, '$1***$2')
  );
}

/** What separates parameters, encoded or not; white space ends an address. */
const separators = /([?&;#]|\s+|%(?:25)*(?:3f|26|3b|23))/i;

function withoutSecretParameters(text: string): string {
  let secretDepth: number | undefined;
  const shown = text.split(separators).map((part, index) => {
    const isSeparator = index % 2 === 1;
    if (isSeparator) {
      // A secret reaches to the next parameter of its own address; what is encoded in it belongs to it.
      if (secretDepth !== undefined && endsParameter(part) && depthOf(part) <= secretDepth) secretDepth = undefined;
      return secretDepth === undefined ? part : '';
    }
    if (secretDepth !== undefined) return '';
    const [, name = '', equals = ''] = /^(.*?)(=|%(?:25)*3d)/is.exec(part) ?? [];
    if (equals === '' || index === 0 || !isSecretName(name)) return part;
    secretDepth = depthOf(equals);
    return `${name}${equals}***`;
  });
  return shown.join('');
}

function endsParameter(separator: string): boolean {
  return /^(?:[&#]|\s|%(?:25)*(?:26|23)$)/i.test(separator);
}

/** How often a separator was encoded. */
function depthOf(separator: string): number {
  return separator.startsWith('%') ? (separator.length - 1) / 2 : 0;
}

const secretPart = /pass|pwd|secret|token|signature|credential|key(?!word)|accessid|policy|auth(?!or)|jwt|hmac|session/;
const secretNames = new Set(['sig', 'sign', 'sas', 'hdnea', 'hdnts', 'hdntl', 'gda']);

/** Goes by the letters alone: `X-Amz-Signature`, `x%2Damz%2Dsignature` and `xAmzSignature` are one name. */
function isSecretName(name: string): boolean {
  const letters = name
    .replace(/%(?:25)*([0-7][0-9a-f])/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return secretPart.test(letters) || secretNames.has(letters) || letters.endsWith('sig');
}
