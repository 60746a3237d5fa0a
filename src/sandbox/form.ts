import { fileTypeFromBuffer } from 'file-type';

/** A form with files, `multipart/form-data`. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, FormFile>>;
}

interface FormFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** MIME type told from the bytes; null when they are of no kind we know. */
  readonly type: string | null;
}

/** Reads a body as a form; null when it is none. */
export async function readForm(body: Buffer, contentType: string | undefined): Promise<Form | null> {
  const headers = { 'content-type': contentType ?? '' };
  const data = await new Response(new Uint8Array(body), { headers }).formData().catch(() => null);
  if (data === null) return null;
  const fields: Record<string, string> = {};
  const files: Record<string, FormFile> = {};
  for (const [name, value] of data) {
    if (typeof value === 'string') fields[name] = value;
    else files[name] = await readFile(value);
  }
  return { fields, files };
}

async function readFile(file: File): Promise<FormFile> {
  const bytes = Buffer.from(await file.arrayBuffer());
  return { name: file.name, bytes, type: (await fileTypeFromBuffer(bytes))?.mime ?? null };
}
