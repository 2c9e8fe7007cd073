export default { test: { server: { deps: { inline: [/cf-stream/] } } } };
