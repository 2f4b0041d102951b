export { default } from '@/app/r/[room]/not-found';
