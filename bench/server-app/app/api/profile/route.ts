// The route of the app.
export { GET } from '@/app/api/profile/route';
