// The route of the app.
export { POST } from '@/app/api/profile/image/route';
