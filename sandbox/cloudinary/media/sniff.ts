/** Formats told apart by their first bytes. */
export type SniffedFormat =
  { kind: 'image'; format: string } | { kind: 'video'; format: string; isAudio: boolean } | undefined;

const heicBrands = /^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/;
const audioBrands = /^(M4A |M4B )$/;

/** Says what a file is by its first bytes (a few hundred are enough). */
export function sniff(head: Buffer): SniffedFormat {
  return sniffImage(head) ?? sniffVideo(head);
}

function sniffImage(head: Buffer): SniffedFormat {
  const ascii = head.toString('latin1');
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return image('jpg');
  if (ascii.startsWith('\x89PNG\r\n\x1a\n')) return image('png');
  if (ascii.startsWith('GIF87a') || ascii.startsWith('GIF89a')) return image('gif');
  if (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'WEBP') return image('webp');
  if (/^(II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(ascii)) return image('tiff');
  if (ascii.startsWith('BM') && head.length >= 26 && head.readUInt32LE(6) === 0) return image('bmp');
  if (ascii.startsWith('%PDF-')) return image('pdf');
  if (ascii.startsWith('8BPS')) return image('psd');
  if (ascii.startsWith('\0\0\x01\0') && head.length >= 6 && head.readUInt16LE(4) > 0) return image('ico');
  if (ascii.slice(4, 12) === 'ftypavif' || ascii.slice(4, 12) === 'ftypavis') return image('avif');
  if (ascii.slice(4, 8) === 'ftyp' && heicBrands.test(ascii.slice(8, 12))) return image('heic');
  if (ascii.startsWith('\xff\x0a') || ascii.startsWith('\0\0\0\x0cJXL ')) return image('jxl');
  if (ascii.startsWith('\0\0\0\x0cjP  ')) return image('jp2');
  return isSvg(head) ? image('svg') : undefined;
}

function isSvg(head: Buffer): boolean {
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (!text.startsWith('<')) return false;
  const withoutPreamble = text
    .replace(/<\?xml[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(\[[\s\S]*?\])?\s*>/g, '')
    .trimStart();
  return /^<(\w+:)?svg[\s>/]/.test(withoutPreamble);
}

function sniffVideo(head: Buffer): SniffedFormat {
  const ascii = head.toString('latin1');
  if (ascii.slice(4, 8) === 'ftyp') {
    const brand = ascii.slice(8, 12);
    if (brand === 'qt  ') return video('mov');
    return audioBrands.test(brand) ? audio('m4a') : video(brand.startsWith('3g') ? '3gp' : 'mp4');
  }
  if (/^.{4}(moov|mdat|wide|free)/s.test(ascii)) return video('mov');
  if (ascii.startsWith('\x1aE\xdf\xa3')) return video(ascii.includes('webm') ? 'webm' : 'mkv');
  if (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'AVI ') return video('avi');
  if (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'WAVE') return audio('wav');
  if (ascii.startsWith('\0\0\x01\xba') || ascii.startsWith('\0\0\x01\xb3')) return video('mpg');
  if (ascii.startsWith('FLV\x01')) return video('flv');
  if (ascii.startsWith('\x30\x26\xb2\x75')) return video('wmv');
  if (ascii.startsWith('OggS')) return ascii.includes('theora') ? video('ogv') : audio('ogg');
  if (ascii.startsWith('fLaC')) return audio('flac');
  if (ascii.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2)) return audio('mp3');
  return undefined;
}

function image(format: string): SniffedFormat {
  return { kind: 'image', format };
}

function video(format: string): SniffedFormat {
  return { kind: 'video', format, isAudio: false };
}

function audio(format: string): SniffedFormat {
  return { kind: 'video', format, isAudio: true };
}
