/** Builds the smallest grey ICC profile (ICC.1:2001-04, version 2.4) with a plain gamma curve. */

const s15Fixed16 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
};

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** The profile connection space's white, D50. */
const D50 = Buffer.concat([0.9642, 1, 0.8249].map(s15Fixed16));

const text = (type: string, value: string) =>
  Buffer.concat([Buffer.from(type, 'latin1'), u32(0), Buffer.from(`${value}\0`, 'latin1')]);

function description(value: string): Buffer {
  const ascii = Buffer.from(`${value}\0`, 'latin1');
  const head = [Buffer.from('desc', 'latin1'), u32(0), u32(ascii.length), ascii];
  return Buffer.concat([...head, Buffer.alloc(4 + 4 + 2 + 1 + 67)]);
}

function curve(gamma: number): Buffer {
  const bytes = Buffer.alloc(14);
  bytes.write('curv', 'latin1');
  bytes.writeUInt32BE(1, 8);
  bytes.writeUInt16BE(Math.round(gamma * 256), 12);
  return bytes;
}

const padded = (bytes: Buffer) =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

export function greyProfile(gamma: number): Buffer {
  const parts: readonly (readonly [string, Buffer])[] = [
    ['desc', description('Grey')],
    ['cprt', text('text', 'None')],
    ['wtpt', Buffer.concat([Buffer.from('XYZ ', 'latin1'), u32(0), D50])],
    ['kTRC', curve(gamma)],
  ];
  const table: Buffer[] = [u32(parts.length)];
  const values: Buffer[] = [];
  let at = 128 + 4 + parts.length * 12;
  for (const [signature, bytes] of parts) {
    table.push(Buffer.from(signature, 'latin1'), u32(at), u32(bytes.length));
    values.push(padded(bytes));
    at += padded(bytes).length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  D50.copy(header, 68);
  return Buffer.concat([header, ...table, ...values]);
}
