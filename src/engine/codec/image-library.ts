import sharp from 'sharp';

/**
 * libvips loaders that may touch a user's file. Everything else that libvips could open (SVG,
 * PDF, ImageMagick's hundred formats, its own) stays blocked: fewer parsers, fewer holes.
 */
const allowedLoaders = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadHeif',
  'VipsForeignLoadTiff',
  'VipsForeignLoadNsgif',
];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: allowedLoaders });

// libvips' operation cache would keep files open (EBUSY on Windows) and memory in use, and no
// picture is ever processed twice in a row.
sharp.cache(false);

export { sharp };
