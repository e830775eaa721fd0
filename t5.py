exec(open('/tmp/wt/auditwork/t1.py').read().split("globals().update")[0])
globals().update(g)
pd.set_option("display.width",250,"display.max_columns",20,"display.max_colwidth",100)
t=time.time(); print(summary(few_seeds)); n=noise_study(range(40),traders|thief); print(time.time()-t); print(summary(n))
