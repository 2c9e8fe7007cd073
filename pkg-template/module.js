// For import-module.js, elsewhere: nothing. Parcel, which reads no `exports`, takes it by its name.
export default undefined;
