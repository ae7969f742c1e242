// What `vscode` is for the pure rooms: not a module, so that importing it is an error.
