// The photo fields of a response without a photo.

export const NO_PHOTO = {
  profileImageKey: null,
  profileImageUrl: null,
  profileImageUrlExpiresIn: null,
  profileImageUpdatedAt: null,
  profileImageContentType: null,
  profileImageFileName: null,
  profileImageVariants: [],
  profileImagePlaceholder: null,
  profileImageStatus: 'none' as const,
};
