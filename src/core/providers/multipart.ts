/** A form's parts: texts, and files with their names and types. */
export type FormParts = Readonly<
  Record<string, string | { readonly name: string; readonly type: string; readonly bytes: Buffer }>
>;

/** A form as bytes, so that its length is known and what was sent of it can be told. */
export async function multipart(
  parts: FormParts,
): Promise<{ readonly bytes: Buffer; readonly type: string }> {
  const form = new FormData();
  for (const [field, part] of Object.entries(parts)) {
    if (typeof part === 'string') form.append(field, part);
    else form.append(field, new File([new Uint8Array(part.bytes)], part.name, { type: part.type }));
  }
  const packed = new Response(form);
  const type = packed.headers.get('content-type') ?? '';
  return { bytes: Buffer.from(await packed.arrayBuffer()), type };
}
