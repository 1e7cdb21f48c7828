"""Clinical knowledge and lab conventions as data, with the code that loads and checks it."""
