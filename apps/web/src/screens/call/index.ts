export { CallScreen, type CallScreenProps } from './call-screen';
