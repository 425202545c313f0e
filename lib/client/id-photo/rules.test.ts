import { ID_PHOTO_RULES, type IdPhotoRule } from './rules';
import { sheetPlaces } from './sheet-places';

const rules: [string, IdPhotoRule][] = Object.entries(ID_PHOTO_RULES);

it('has the photo of the CNSF, six on a sheet', () => {
  expect(ID_PHOTO_RULES['mx-infantil']).toMatchObject({
    sizeMm: { width: 25, height: 30 },
    sizePx: { width: 295, height: 354 },
    dpi: 300,
    sheet: { sizeMm: { width: 100, height: 150 } },
  });
  expect(sheetPlaces(ID_PHOTO_RULES['mx-infantil'])).toHaveLength(6);
});

describe.each(rules)('%s', (_, rule) => {
  it('has the pixel size that follows from its size and density, to half a pixel', () => {
    for (const side of ['width', 'height'] as const) {
      const exact = (rule.sizeMm[side] * rule.dpi) / 25.4;
      expect(Math.abs(rule.sizePx[side] - exact)).toBeLessThanOrEqual(0.5);
    }
  });

  it('is upright, with the crown above the chin', () => {
    expect(rule.sizeMm.width).toBeLessThanOrEqual(rule.sizeMm.height);
    expect(0 < rule.crown && rule.crown < rule.chin && rule.chin < 1).toBe(true);
  });

  it('names its sources, and an official one by its address', () => {
    expect(rule.sources.some(({ url }) => url?.startsWith('http'))).toBe(true);
    for (const { title, says } of rule.sources) expect([title, says]).not.toContain('');
  });

  it('has a sheet with separate copies, centred and at least 5 mm from the edge', () => {
    const { sheet, sizeMm } = rule;
    const places = sheetPlaces(rule);
    const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    for (const [starts, part, whole] of [
      [xs, sizeMm.width, sheet.sizeMm.width],
      [ys, sizeMm.height, sheet.sizeMm.height],
    ] as const) {
      const before = Math.min(...starts);
      expect(before).toBeGreaterThanOrEqual(5);
      expect(whole - Math.max(...starts) - part).toBeCloseTo(before);
    }
    for (const one of places) {
      for (const other of places) {
        if (one === other) continue;
        const apartX = Math.abs(one.x - other.x) >= sizeMm.width + sheet.gapMm;
        const apartY = Math.abs(one.y - other.y) >= sizeMm.height + sheet.gapMm;
        expect(apartX || apartY).toBe(true);
      }
    }
  });
});
