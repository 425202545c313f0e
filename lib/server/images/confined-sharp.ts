// The one way to sharp: with no decoder in the process but those for JPEG, PNG and WebP in memory.
import sharp from 'sharp';

// libvips would recognize some thirty formats by content, SVG and TIFF among them, whatever the file is called.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
// No two images are alike, so that a cache only holds memory.
sharp.cache(false);
// More threads for one image cost more CPU time in all, and leave less for the other requests.
sharp.concurrency(1);

export default sharp;
