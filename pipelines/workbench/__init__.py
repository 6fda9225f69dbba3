"""The workbench of `msa open`: a quarter in the browser, on this computer, for who started it.

`gate` says who may come in and `guard` asks it of every request; `server` opens and closes; `app` has the addresses.
A page shows what functions of the rooms below tell, and a button does what a command does.
"""
