// Reads tables and vectors of a FlatBuffer: https://flatbuffers.dev/internals/. A read beyond the file throws a RangeError.

/** A table of the file: where it begins. */
export interface Table {
  readonly view: DataView;
  readonly at: number;
}

/** Returns the root table. */
export function rootTable(bytes: ArrayBuffer): Table {
  const view = new DataView(bytes);
  return { view, at: view.getUint32(0, true) };
}

/** Returns a scalar field, or `fallback` if the file leaves it out. Enums of one byte are `byte`. */
export function scalar(
  table: Table,
  field: number,
  type: 'byte' | 'int' | 'uint',
  fallback = 0,
): number {
  const at = positionOf(table, field);
  if (at === null) return fallback;
  if (type === 'byte') return table.view.getInt8(at);
  return type === 'int' ? table.view.getInt32(at, true) : table.view.getUint32(at, true);
}

/** Returns a table field, or null if the file leaves it out. */
export function child(table: Table, field: number): Table | null {
  const at = positionOf(table, field);
  return at === null ? null : { view: table.view, at: follow(table.view, at) };
}

/** Returns a field that is a vector of tables. */
export function children(table: Table, field: number): Table[] {
  const { view } = table;
  const { start, length } = vector(table, field, 4);
  return Array.from({ length }, (_, index) => ({ view, at: follow(view, start + 4 * index) }));
}

/** Returns a field that is a vector of 32-bit integers. */
export function integers(table: Table, field: number): number[] {
  const { start, length } = vector(table, field, 4);
  return Array.from({ length }, (_, index) => table.view.getInt32(start + 4 * index, true));
}

/** Returns a field that is a vector of bytes, as a copy, so that it is aligned. */
export function bytesOf(table: Table, field: number): ArrayBuffer {
  const { start, length } = vector(table, field, 1);
  return new Uint8Array(table.view.buffer, start, length).slice().buffer;
}

/** The elements of a vector; none if the file leaves the field out. */
function vector(table: Table, field: number, elementBytes: number) {
  const position = positionOf(table, field);
  if (position === null) return { start: 0, length: 0 };
  const at = follow(table.view, position);
  const length = table.view.getUint32(at, true);
  const start = at + 4;
  if (start + length * elementBytes > table.view.byteLength)
    throw new RangeError('a vector is longer than the file');
  return { start, length };
}

/** Where a field's value is. The vtable, before the table, lists the offset of each field, 0 for one that is left out. */
function positionOf({ view, at }: Table, field: number): number | null {
  const vtable = at - view.getInt32(at, true);
  const entry = 4 + 2 * field;
  if (entry >= view.getUint16(vtable, true)) return null;
  const offset = view.getUint16(vtable + entry, true);
  return offset === 0 ? null : at + offset;
}

/** Follows the reference at a position. */
function follow(view: DataView, at: number): number {
  return at + view.getUint32(at, true);
}
