// The only import of sharp, restricted to the decoders for JPEG, PNG and WebP from memory.
import sharp from 'sharp';

// By default libvips detects some thirty formats by content, including SVG and TIFF, whatever the file name.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
// Images do not repeat, so a cache would only use memory.
sharp.cache(false);

export default sharp;
